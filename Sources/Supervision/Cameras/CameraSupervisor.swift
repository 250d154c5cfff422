import EventSources
import Messages
import Pipeline
import Settings
import SpikingNetwork
import Telemetry

/// Keeps one camera running: starts its pipeline, waits for its end, and starts it again after failures, on a thread of its
/// own, so that whatever it waits for delays no other camera.
///
/// `@unchecked Sendable`: everything that changes is read and written with the monitor's mutex held.
public final class CameraSupervisor: @unchecked Sendable {
  /// How often a pipeline is looked at.
  private static let pollNanoseconds: Int64 = 20_000_000
  /// A pipeline that has run for so long has not failed for the same reason as the one before.
  private static let soundNanoseconds: Int64 = 60_000_000_000

  private enum Wish {
    case run
    case begin
    case stop
  }

  let name: String
  /// What people see of it.
  let view = LiveView()
  private let surroundings: CameraSurroundings
  private let monitor = Monitor()
  private var settings: CameraSettings
  private var state = CameraState(.starting)
  private var started: StartedPipeline?
  private var record = PipelineRecord()
  private var session: UInt64 = 0
  private var starts: UInt64 = 0
  private var failures: UInt64 = 0
  private var checkpoints: UInt64 = 0
  /// What the recordings of earlier pipelines have done; nil where there were none.
  private var recording: (state: RecordingState, counts: RecordingCounts)?
  private var rate = RateMeter()
  private var ratedEvents: UInt64 = 0
  private var isPaused = false
  /// `begin` asks for the running pipeline to be replaced.
  private var wish = Wish.run
  private var thread: DedicatedThread?
  private var hasEnded = false
  /// Whether the source has come to its end, so that it is not read again unless somebody asks.
  private var hasFinished = false

  /// Creates a camera that `start` lets run.
  init(_ settings: CameraSettings, surroundings: CameraSurroundings) {
    name = settings.name
    self.settings = settings
    self.surroundings = surroundings
  }

  /// Starts the camera's thread; call it once.
  func start() throws(PipelineError) {
    let thread = try DedicatedThread.start(name: "cam \(name)") { [self] in
      run()
      monitor.withLock {
        state = CameraState(.stopped)
        hasEnded = true
        monitor.broadcast()
      }
    }
    monitor.withLock { self.thread = thread }
  }

  /// How the camera is.
  public var snapshot: CameraSnapshot {
    monitor.withLock {
      CameraSnapshot(
        settings: settings, state: state, session: session, record: started?.pipeline.record ?? record,
        health: started?.control?.health, recording: started?.recorder?.status ?? recording,
        pendingElements: started?.pipeline.pendingElements ?? 0, starts: starts, failures: failures,
        checkpoints: checkpoints, eventsPerSecond: currentRate(), hotPixels: started?.pipeline.hotPixels)
    }
  }

  /// What it is doing.
  var currentState: CameraState { monitor.withLock { state } }

  /// What a watch over its progress needs: counts, and how much waits for this camera's own threads.
  var progress: (counts: PipelineStatistics, pending: Int) {
    monitor.withLock {
      guard let pipeline = started?.pipeline else { return (record.statistics, 0) }
      return (pipeline.counts, pipeline.isHeldUp ? 0 : pipeline.pendingElements)
    }
  }

  /// Takes up other settings; `begins` says whether they need a new pipeline.
  func take(_ settings: CameraSettings, begins: Bool) {
    change {
      self.settings = settings
      started?.pipeline.take(priority: settings.priority)
      if begins, wish == .run {
        wish = .begin
        // At once, so that whoever waits for it to have begun does not see the state of before.
        state = CameraState(.starting, reason: "takes up other settings")
      }
    }
  }

  /// Ends the pipeline until `resume`.
  func pause() { change { isPaused = true } }

  /// Starts again what was paused.
  func resume() { change { isPaused = false } }

  /// Lets windows and membrane state begin anew; false where no pipeline runs.
  func reset() -> Bool {
    monitor.withLock {
      started?.pipeline.resetState()
      return started != nil
    }
  }

  /// Asks for the end; what is in flight is published.
  func stop() { change { wish = .stop } }

  /// Waits until the thread has ended; false where it has not by the deadline on the monotonic clock.
  func waitForEnd(untilMonotonicNanoseconds deadline: Int64) -> Bool {
    let thread: DedicatedThread? = monitor.withLock {
      while !hasEnded {
        guard monitor.wait(untilMonotonicNanoseconds: deadline) || hasEnded else { return nil }
      }
      defer { self.thread = nil }
      return self.thread
    }
    thread?.join()
    return monitor.withLock { hasEnded }
  }

  /// Notes the rate and, once a second, tells subscribers of a camera that has no pipeline.
  func tick(reports: Bool) {
    let idle: (CameraState, PipelineStatistics, UInt64)? = monitor.withLock {
      let events = (started?.pipeline.counts ?? record.statistics).events
      rate.add(events - min(events, ratedEvents), atNanoseconds: UInt64(HostClock.monotonicNanoseconds()))
      ratedEvents = events
      return started == nil && settings.ownEndpoints == nil ? (state, record.statistics, session) : nil
    }
    guard reports, let (state, statistics, session) = idle else { return }
    let status = SourceStatus(
      source: name, session: session, hostTimeNanoseconds: HostClock.realTimeNanoseconds(), state: state.published,
      reason: state.reason, sensorTimeMicroseconds: statistics.sensorTimeMicroseconds, events: statistics.events,
      timesteps: statistics.timesteps, windows: statistics.windows, detections: statistics.detections,
      dropped: statistics.unprocessed, skipped: statistics.skipped)
    // A subscriber that misses it has the next one in a second.
    try? surroundings.publisher?.report(status)
  }

  private func currentRate() -> Double {
    rate.perSecond(atNanoseconds: UInt64(HostClock.monotonicNanoseconds()))
  }

  private func change(_ body: () -> Void) {
    monitor.withLock {
      body()
      monitor.broadcast()
    }
  }
}

extension CameraSupervisor {
  /// Runs pipelines until the camera is to end.
  private func run() {
    var backoff = RestartBackoff()
    while let settings = waitUntilWanted() {
      let began = HostClock.monotonicNanoseconds()
      do throws(PipelineError) {
        try runPipeline(settings)
        backoff.succeed()
      } catch {
        if HostClock.monotonicNanoseconds() - began > Self.soundNanoseconds { backoff.succeed() }
        let wait = backoff.fail(
          initial: settings.restartInitialMicroseconds, maximum: settings.restartMaximumMicroseconds,
          fraction: Double.random(in: 0..<1))
        monitor.withLock { failures += 1 }
        move(to: CameraState(.failed, reason: error.description), level: .error)
        sleep(microseconds: wait)
      }
    }
    move(to: CameraState(.stopping), level: .info)
  }

  /// Waits until a pipeline is wanted; nil once the camera is to end.
  private func waitUntilWanted() -> CameraSettings? {
    while true {
      let idle: CameraState? = monitor.withLock { idleState }
      guard let idle else {
        return monitor.withLock {
          guard wish != .stop else { return nil }
          wish = .run
          hasFinished = false
          return settings
        }
      }
      move(to: idle, level: .info)
      monitor.withLock {
        if idleState != nil { monitor.wait() }
      }
    }
  }

  /// What the camera is while no pipeline is wanted; nil where one is, or the end.
  private var idleState: CameraState? {
    if wish == .stop { return nil }
    if isPaused { return CameraState(.paused) }
    if !settings.isEnabled { return CameraState(.disabled) }
    if hasFinished, wish != .begin { return CameraState(.finished, reason: "the source has come to its end") }
    return nil
  }

  /// Runs one pipeline to its end; throws why it could not begin or go on.
  private func runPipeline(_ settings: CameraSettings) throws(PipelineError) {
    move(to: CameraState(.starting), level: .debug)
    let engine = try surroundings.networks.makeEngine(for: settings)
    var note: [String: String] = [:]
    let saved = savedState(settings, outline: engine.outline, note: &note)
    let started = try StartedPipeline.start(
      settings, engine: engine, state: saved, outputs: outputs(settings), view: view,
      turnstile: surroundings.turnstile, continuing: monitor.withLock { record },
      recordings: monitor.withLock { recording?.counts ?? RecordingCounts() })
    monitor.withLock {
      self.started = started
      session = started.session
      starts += 1
    }
    move(to: started.control?.health.cameraState ?? CameraState(.running), level: .info, fields: note)
    var nextCheckpoint = HostClock.monotonicNanoseconds() + settings.checkpointPeriodMicroseconds * 1000
    var isStopping = false
    var knowsHotPixels = false
    var recordingPhase = RecordingState.Phase.recording
    while !started.pipeline.hasEnded {
      let (isUnwanted, period) = monitor.withLock { () -> (Bool, Int64) in
        _ = monitor.wait(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + Self.pollNanoseconds)
        return (wish != .run || isPaused || !self.settings.isEnabled, self.settings.checkpointPeriodMicroseconds * 1000)
      }
      if isUnwanted, !isStopping {
        isStopping = true
        started.stop()
      }
      if !isStopping, let health = started.control?.health { move(to: health.cameraState, level: .info) }
      if let recorder = started.recorder { tell(of: recorder.status, after: &recordingPhase) }
      if let bytes = started.pipeline.takeCheckpoint() { keep(bytes) }
      if !knowsHotPixels, let pixels = started.pipeline.hotPixels {
        knowsHotPixels = true
        let fields = ["camera": name, "pixels": "\(pixels.count)"]
        surroundings.log.record(LogRecord(.info, "hot_pixels", "the events of hot pixels are dropped", fields))
      }
      let now = HostClock.monotonicNanoseconds()
      if period > 0, surroundings.checkpoints != nil, now >= nextCheckpoint {
        started.pipeline.requestCheckpoint()
        nextCheckpoint = now + period
      }
    }
    var failure: PipelineError?
    do throws(PipelineError) { try started.pipeline.join() } catch { failure = error }
    if settings.checkpointPeriodMicroseconds > 0, surroundings.checkpoints != nil,
      let bytes = try? started.pipeline.savedState()
    {
      keep(bytes)
    }
    monitor.withLock {
      record = started.pipeline.record
      recording = started.recorder?.status ?? recording
      self.started = nil
    }
    if let failure { throw failure }
    if !isStopping { monitor.withLock { hasFinished = true } }
  }

  private func outputs(_ settings: CameraSettings) throws(PipelineError) -> sending [any FrameOutput] {
    if let own = settings.ownEndpoints {
      var publishing = ZeroMQPublisherSettings(framesPerSecond: ZeroMQPublisherSettings.fastestFramesPerSecond)
      publishing.streamEndpoint = own.stream
      publishing.latestEndpoint = own.latest
      publishing.lingerMilliseconds = surroundings.lingerMilliseconds
      return [LiveViewOutput(view), try ZeroMQPublisher(publishing, access: surroundings.access)]
    }
    guard let publisher = surroundings.publisher else { return [LiveViewOutput(view)] }
    return [LiveViewOutput(view), SharedPublisherOutput(publisher, camera: settings.name)]
  }

  /// The state to go on with; what is said of it is added to `note`.
  private func savedState(
    _ settings: CameraSettings, outline: NetworkOutline, note: inout [String: String]
  ) -> MembraneState? {
    let mode = settings.state ?? outline.description.stateMode.rawValue
    guard mode == StateMode.carry.rawValue,
      let bytes = surroundings.checkpoints?.load(
        camera: settings.name, withinMicroseconds: settings.restoreWithinMicroseconds)
    else { return nil }
    do {
      let state = try MembraneState(outline: outline, savedBytes: bytes)
      note["state"] = "restored"
      return state
    } catch {
      surroundings.log.record(
        LogRecord(
          .warning, "checkpoint_unusable", "the kept membrane state cannot be used; it begins with zeros",
          ["camera": settings.name, "reason": "\(error)"]))
      return nil
    }
  }

  private func keep(_ bytes: [UInt8]) {
    do throws(PipelineError) {
      try surroundings.checkpoints?.save(bytes, camera: name)
      monitor.withLock { checkpoints += 1 }
    } catch {
      surroundings.log.repeatedRecord(
        LogRecord(
          .warning, "checkpoint_failed", "the membrane state could not be kept",
          ["camera": name, "reason": error.description]))
    }
  }

  /// Tells once that recording pauses, and once that it goes on.
  private func tell(
    of status: (state: RecordingState, counts: RecordingCounts), after phase: inout RecordingState.Phase
  ) {
    guard status.state.phase != phase else { return }
    phase = status.state.phase
    var fields = ["camera": name]
    switch phase {
    case .paused:
      fields["reason"] = status.state.reason
      surroundings.log.record(
        LogRecord(
          .warning, "recording_paused", "nothing is recorded until the disk takes it again; detection goes on", fields))
    case .recording:
      for (reason, lost) in status.counts.lost {
        fields["lost_\(reason.rawValue)"] = "\(lost.windows) windows, \(lost.events) events"
      }
      surroundings.log.record(LogRecord(.info, "recording_resumed", "it is recorded again", fields))
    case .ended: break
    }
  }

  /// Waits, but no longer than until something else is wanted.
  private func sleep(microseconds: Int64) {
    let deadline = HostClock.monotonicNanoseconds() + microseconds * 1000
    monitor.withLock {
      while wish == .run, !isPaused, settings.isEnabled {
        guard monitor.wait(untilMonotonicNanoseconds: deadline) else { return }
      }
    }
  }

  /// Changes the state and tells of it once; the same failure again is summed up.
  private func move(to new: CameraState, level: LogLevel, fields: [String: String] = [:]) {
    let old = monitor.withLock {
      defer {
        state = new
        monitor.broadcast()
      }
      return state
    }
    var fields = fields
    fields["camera"] = name
    if !new.reason.isEmpty { fields["reason"] = new.reason }
    let record = LogRecord(level, "camera_\(new.phase.rawValue)", new.phase.rawValue, fields)
    if new.phase == .failed {
      surroundings.log.repeatedRecord(record)
    } else if old != new {
      surroundings.log.record(record)
    }
  }
}

extension CameraState {
  /// As messages to subscribers put it.
  fileprivate var published: SourceStatus.State {
    switch phase {
    case .starting: .starting
    case .running: .running
    case .connecting: .reconnecting
    case .stalled: .stalled
    case .paused, .disabled: .paused
    case .finished, .stopped, .stopping: .finished
    case .failed: .reconnecting
    }
  }
}
