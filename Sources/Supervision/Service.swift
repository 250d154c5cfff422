import Glibc
public import Pipeline
public import Settings
import Synchronization
public import Telemetry
import ZeroMQ
import EventSources

/// The whole service: its cameras, what it tells the service manager, and what it does when asked.
public final class Service: Sendable {
  /// How long a pipeline may stand still although something waits for it.
  static let stuckNanoseconds: Int64 = 10_000_000_000
  /// How long a reload waits for the cameras that it has started.
  private static let startNanoseconds: Int64 = 20_000_000_000

  private struct State {
    var settings: ServiceSettings
    var sources: SettingsSources
    var phase = "starting"
    var stuck: [String] = []
    var lastTick = HostClock.monotonicNanoseconds()
    var reloads: UInt64 = 0
    var refusedReloads: UInt64 = 0
  }

  private let state: Mutex<State>
  private let fleet: CameraFleet
  private let networks: any NetworkProvider
  private let publisher: ZeroMQPublisher?
  /// Who may subscribe; nil for anybody.
  public let access: ClientAccess?
  private let notifier: ServiceNotifier
  private let queue = ControlQueue()
  private let startNanoseconds = HostClock.monotonicNanoseconds()
  /// Where is told what happens.
  public let log: StructuredLog

  /// Creates a service that `run` lets begin.
  ///
  /// - Parameters:
  ///   - settings: what was read from `sources`.
  ///   - sources: where a reload reads again.
  ///   - surroundings: what its cameras have in common.
  ///   - notifier: whom to tell.
  public init(
    settings: ServiceSettings, sources: SettingsSources, surroundings: CameraSurroundings, notifier: ServiceNotifier
  ) {
    state = Mutex(State(settings: settings, sources: sources))
    fleet = CameraFleet(surroundings: surroundings)
    networks = surroundings.networks
    publisher = surroundings.publisher
    access = surroundings.access
    log = surroundings.log
    self.notifier = notifier
  }

  /// The settings in force.
  public var settings: ServiceSettings { state.withLock { $0.settings } }

  /// How every camera is.
  public var cameras: [CameraSnapshot] { fleet.all.map(\.snapshot) }

  /// How a camera is; nil where there is none of this name.
  public func camera(_ name: String) -> CameraSnapshot? { fleet.camera(name)?.snapshot }

  /// What people see of a camera; nil where there is none of this name.
  public func view(of camera: String) -> LiveView? { fleet.camera(camera)?.view }

  /// Reloads that were carried out, and those that were refused.
  public var reloads: (done: UInt64, refused: UInt64) { state.withLock { ($0.reloads, $0.refusedReloads) } }

  /// Seconds since the start.
  public var uptimeSeconds: Double { Double(HostClock.monotonicNanoseconds() - startNanoseconds) / 1e9 }

  /// Why the service should be started again by whoever watches over it; nil where it is alive.
  public var standstill: String? {
    let (stuck, lastTick) = state.withLock { ($0.stuck, $0.lastTick) }
    if HostClock.monotonicNanoseconds() - lastTick > Self.stuckNanoseconds { return "the service does not go on" }
    return stuck.isEmpty ? nil : "no progress although something waits: \(stuck.joined(separator: ", "))"
  }

  /// Every camera with its state, and whether all are as they should be.
  public var readiness: (isReady: Bool, cameras: [(name: String, state: CameraState)]) {
    let cameras = fleet.all.map { ($0.name, $0.currentState) }
    let phase = state.withLock { $0.phase }
    return (phase != "starting" && phase != "stopping" && cameras.allSatisfy { $0.1.isReady }, cameras)
  }

  /// Everything about the service.
  public var status: ServiceStatus {
    let (phase, files) = state.withLock { ($0.phase, $0.sources.paths) }
    var endpoints: [String: String] = [:]
    endpoints["stream"] = publisher?.streamEndpoint?.description
    endpoints["latest"] = publisher?.latestEndpoint?.description
    return ServiceStatus(
      version: SaccadeVersion.current, state: phase, process: getpid(), uptimeSeconds: uptimeSeconds, files: files,
      endpoints: endpoints, cameras: cameras.map { CameraStatus($0) })
  }

  /// Runs until a signal asks for the end; call it on the thread that has blocked the signals.
  ///
  /// - Returns: whether everything in flight was published in time.
  public func run() throws(PipelineError) -> Bool {
    try queue.start()
    for camera in settings.cameras { try fleet.add(camera) }
    if settings.cameras.isEmpty {
      log.record(LogRecord(.warning, "no_cameras", "no camera is configured: add some to the configuration and reload"))
    }
    var deadline: Int64?
    var ticks = 0
    while true {
      switch ServiceSignals.wait(forMilliseconds: deadline == nil ? 50 : 5) {
      case .stop where deadline != nil:
        log.record(LogRecord(.warning, "stopped_at_once", "a second signal ends the service at once"))
        _exit(128 + SIGTERM)
      case .stop:
        deadline = HostClock.monotonicNanoseconds() + settings.drainMicroseconds * 1000
        beginStop()
      case .reload:
        if !queue.add({ [self] in _ = perform(.reload) }) {
          log.record(LogRecord(.warning, "reload_refused", "too many commands wait"))
        }
      case nil: break
      }
      if let deadline {
        let haveAllEnded = fleet.waitForEnd(
          untilMonotonicNanoseconds: min(deadline, HostClock.monotonicNanoseconds() + 20_000_000))
        guard !haveAllEnded, HostClock.monotonicNanoseconds() < deadline else { return end(haveAllEnded) }
      }
      tick(reports: ticks % 20 == 0)
      ticks += 1
    }
  }

  /// Carries a command out on the service's own thread and gives its result there; false where too many wait.
  public func enqueue(_ command: ControlCommand, completion: @escaping @Sendable (ControlResult) -> Void) -> Bool {
    queue.add { [self] in completion(perform(command)) }
  }

  private func beginStop() {
    state.withLock { $0.phase = "stopping" }
    notifier.stopping()
    log.record(LogRecord(.info, "stopping", "publishing what is in flight"))
    queue.close()
    fleet.stop()
  }

  private func end(_ haveAllEnded: Bool) -> Bool {
    log.tick()
    if !haveAllEnded {
      let late = fleet.all.filter { $0.currentState.phase != .stopped }.map(\.name).joined(separator: ", ")
      log.record(LogRecord(.warning, "drain_incomplete", "some cameras did not end in time", ["cameras": late]))
    } else {
      publisher?.finish()
    }
    log.record(LogRecord(.info, "stopped", "the service has ended"))
    return haveAllEnded
  }

  private func tick(reports: Bool) {
    let now = HostClock.monotonicNanoseconds()
    for camera in fleet.all { camera.tick(reports: reports) }
    let stuck = fleet.stuck(limitNanoseconds: Self.stuckNanoseconds, atNanoseconds: now)
    let (phase, newlyStuck) = state.withLock { state -> (String, [String]) in
      let newlyStuck = stuck.filter { !state.stuck.contains($0) }
      state.stuck = stuck
      state.lastTick = now
      return (state.phase, newlyStuck)
    }
    for name in newlyStuck {
      log.record(
        LogRecord(.error, "camera_stuck", "no progress although timesteps wait", ["camera": name]))
    }
    log.tick()
    if phase == "starting", !fleet.all.contains(where: { $0.currentState.phase == .starting }) {
      state.withLock { $0.phase = "running" }
      notifier.ready(status: summary)
      log.record(LogRecord(.info, "ready", summary))
    }
    guard reports else { return }
    if phase == "running" { notifier.status(summary) }
    if stuck.isEmpty, notifier.watchdogMicroseconds != nil { notifier.watchdog() }
  }

  /// The service in one line.
  private var summary: String {
    let snapshots = fleet.all.map(\.currentState)
    guard !snapshots.isEmpty else { return "no camera is configured" }
    let bad = fleet.all.map { ($0.name, $0.currentState) }.filter { !$0.1.isReady }
    let running = snapshots.filter { $0.phase == .running }.count
    let text = "\(running) of \(snapshots.count) cameras running"
    guard let (name, state) = bad.first else { return text }
    return "\(text); \(name) \(state)"
  }
}

extension Service {
  /// Carries a command out and waits for its result; only on the thread of the queue.
  func perform(_ command: ControlCommand) -> ControlResult {
    let result: ControlResult
    switch command {
    case .reload: result = reload { _ in }
    case .reset(let camera):
      result = each(camera) { camera in camera.reset() ? "windows and state begin anew" : nil }
    case .pause(let camera):
      result = each(camera) { camera in
        camera.pause()
        return "paused"
      }
    case .resume(let camera):
      result = each(camera) { camera in
        camera.resume()
        return "resumed"
      }
    case .add(let camera, let settings): result = add(camera, settings)
    case .remove(let camera):
      guard self.settings.cameras.contains(where: { $0.name == camera }) else { return unknown(camera) }
      result = reload {
        $0.removedCameras.insert(camera)
        $0.control.removeAll { $0.path.starts(with: ["cameras", camera]) }
      }
    }
    log.record(
      LogRecord(
        result.isDone ? .info : .warning, "control_\(command.name)", result.message,
        result.problems.isEmpty ? [:] : ["problems": result.problems.joined(separator: "; ")]))
    return result
  }

  private func unknown(_ camera: String) -> ControlResult {
    let names = settings.cameras.map(\.name).joined(separator: ", ")
    return ControlResult(
      isDone: false, message: "there is no camera '\(camera)'",
      problems: [names.isEmpty ? "no camera is configured" : "the cameras are \(names)"])
  }

  private func each(_ name: String?, _ body: (CameraSupervisor) -> String?) -> ControlResult {
    let cameras: [CameraSupervisor]
    if let name {
      guard let camera = fleet.camera(name) else { return unknown(name) }
      cameras = [camera]
    } else {
      cameras = fleet.all
    }
    var done: [String: String] = [:]
    var problems: [String] = []
    for camera in cameras {
      if let text = body(camera) {
        done[camera.name] = text
      } else {
        problems.append("\(camera.name) has no pipeline now")
      }
    }
    return ControlResult(
      isDone: problems.isEmpty, message: problems.isEmpty ? "done" : "not everywhere", cameras: done, problems: problems
    )
  }

  private func add(_ camera: String, _ texts: [String]) -> ControlResult {
    var assignments: [SettingAssignment] = []
    do throws(SettingsError) {
      for text in texts {
        assignments.append(try SettingAssignment(parsing: "cameras.\(camera).\(text)", origin: .control))
      }
    } catch {
      return ControlResult(isDone: false, message: "nothing was changed", problems: error.problems.map(\.description))
    }
    return reload {
      $0.removedCameras.remove(camera)
      $0.control += assignments
    }
  }

  /// Reads everything again, with some changes to where from, and takes it up camera by camera.
  private func reload(_ change: (inout SettingsSources) -> Void) -> ControlResult {
    notifier.reloading()
    state.withLock { if $0.phase == "running" { $0.phase = "reloading" } }
    var sources = state.withLock { $0.sources }
    change(&sources)
    let result = take(sources)
    state.withLock {
      if $0.phase == "reloading" { $0.phase = "running" }
      if result.isDone { $0.reloads += 1 } else { $0.refusedReloads += 1 }
    }
    notifier.ready(status: summary)
    return result
  }

  private func take(_ sources: SettingsSources) -> ControlResult {
    let old = settings
    let new: ServiceSettings
    do throws(SettingsError) { new = try sources.load() } catch {
      return ControlResult(isDone: false, message: "nothing was changed", problems: error.problems.map(\.description))
    }
    let difference = SettingsDifference(from: old, to: new)
    var problems = difference.refused.map {
      "\($0.origin): \($0.name): cannot be changed while the service runs: start it again, or take the change back"
    }
    // Everything that may go wrong is tried before anything is touched.
    let begun = new.cameras.filter { camera in
      switch difference.cameras[camera.name] {
      case .added, .changed(_, .pipeline): camera.isEnabled
      default: false
      }
    }
    for camera in begun {
      do throws(PipelineError) {
        try networks.prepare(camera)
        _ = try CameraFilters.rules(camera)
      } catch {
        problems.append("cameras.\(camera.name): \(error)")
      }
    }
    if problems.isEmpty {
      do throws(PipelineError) { try access?.reload() } catch {
        problems.append("publish.curve.client_folder: \(error)")
      }
    }
    guard problems.isEmpty else {
      networks.keep(only: old.cameras)
      return ControlResult(isDone: false, message: "nothing was changed", problems: problems)
    }
    state.withLock {
      $0.settings = new
      $0.sources = sources
    }
    configureLog(new)
    var done: [String: String] = [:]
    for (name, change) in difference.cameras.sorted(by: { $0.key < $1.key }) {
      let settings = new.cameras.first { $0.name == name }
      switch (change, settings) {
      case (.removed, _):
        fleet.remove(name, drainMicroseconds: new.drainMicroseconds)
        done[name] = "removed"
      case (.added, let settings?):
        do throws(PipelineError) {
          try fleet.add(settings)
          done[name] = "added"
        } catch { done[name] = "failed: \(error)" }
      case (.changed(let keys, let reload), let settings?):
        fleet.camera(name)?.take(settings, begins: reload == .pipeline)
        done[name] = "changed \(keys.joined(separator: ", "))"
      default: break
      }
    }
    networks.keep(only: new.cameras)
    fleet.waitUntilStarted(
      begun.map(\.name), untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + Self.startNanoseconds)
    for camera in begun {
      guard let state = fleet.camera(camera.name)?.currentState else { continue }
      done[camera.name, default: ""] += "; \(state)"
    }
    let count = difference.cameras.count
    let message = difference.isEmpty ? "nothing has changed" : "\(count) \(count == 1 ? "camera" : "cameras") changed"
    return ControlResult(isDone: true, message: message, cameras: done)
  }

  /// Takes up what settings say of the log.
  public func configureLog(_ settings: ServiceSettings) {
    let format: LogRecord.Format =
      switch settings.logFormat {
      case "text": .text
      case "json": .json
      default: StructuredLog.usualFormat
      }
    log.configure(level: LogLevel(rawValue: settings.logLevel) ?? .info, format: format)
  }
}
