import Pipeline
import Settings
import Telemetry
import EventSources

/// The cameras of a service, each on its own.
///
/// `@unchecked Sendable`: the members that change are used with the monitor's mutex held.
final class CameraFleet: @unchecked Sendable {
  private let surroundings: CameraSurroundings
  private let monitor = Monitor()
  private var cameras: [String: CameraSupervisor] = [:]
  private var watches: [String: ProgressWatch] = [:]
  private var isStopping = false

  init(surroundings: CameraSurroundings) { self.surroundings = surroundings }

  /// The cameras in the order of their names.
  var all: [CameraSupervisor] {
    monitor.withLock { cameras.values.sorted { $0.name < $1.name } }
  }

  /// A camera by name.
  func camera(_ name: String) -> CameraSupervisor? { monitor.withLock { cameras[name] } }

  /// Starts a camera; not once all were asked to end.
  func add(_ settings: CameraSettings) throws(PipelineError) {
    let camera = CameraSupervisor(settings, surroundings: surroundings)
    try monitor.withLock { () throws(PipelineError) in
      guard !isStopping else { return }
      try camera.start()
      cameras[settings.name] = camera
    }
  }

  /// Ends a camera and waits for it; what is in flight is published.
  func remove(_ name: String, drainMicroseconds: Int64) {
    let camera: CameraSupervisor? = monitor.withLock {
      watches[name] = nil
      return cameras.removeValue(forKey: name)
    }
    camera?.stop()
    _ = camera?.waitForEnd(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + drainMicroseconds * 1000)
  }

  /// Asks all cameras to end.
  func stop() {
    monitor.withLock { isStopping = true }
    for camera in all { camera.stop() }
  }

  /// Waits until all cameras have ended; false where some have not by the deadline.
  func waitForEnd(untilMonotonicNanoseconds deadline: Int64) -> Bool {
    var haveAllEnded = true
    for camera in all where !camera.waitForEnd(untilMonotonicNanoseconds: deadline) { haveAllEnded = false }
    return haveAllEnded
  }

  /// The cameras whose pipelines stand still although something waits for them, looked at anew.
  func stuck(limitNanoseconds: Int64, atNanoseconds now: Int64) -> [String] {
    all.filter { camera in
      let (counts, pending) = camera.progress
      return monitor.withLock {
        var watch = watches[camera.name] ?? ProgressWatch(limitNanoseconds: limitNanoseconds)
        defer { watches[camera.name] = watch }
        return !watch.makesProgress(
          timesteps: counts.timesteps, windows: counts.publishedWindows, pending: pending, atNanoseconds: now)
      }
    }.map(\.name)
  }

  /// Waits until none of some cameras is starting, at most until a deadline.
  func waitUntilStarted(_ names: [String], untilMonotonicNanoseconds deadline: Int64) {
    let pause = StopSignal()
    while HostClock.monotonicNanoseconds() < deadline,
      names.contains(where: { camera($0)?.currentState.phase == .starting })
    {
      _ = pause.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 5_000_000)
    }
  }
}
