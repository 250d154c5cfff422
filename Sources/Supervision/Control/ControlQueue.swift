import Pipeline

/// Carries commands out one after the other on a thread of its own, so that whoever asks need not wait on a thread that others
/// need.
///
/// `@unchecked Sendable`: the members that change are used with the monitor's mutex held.
final class ControlQueue: @unchecked Sendable {
  /// Commands that may wait.
  static let capacity = 16

  private let monitor = Monitor()
  private var waiting: [@Sendable () -> Void] = []
  private var isClosed = false
  private var thread: DedicatedThread?

  /// Starts the thread.
  func start() throws(PipelineError) {
    let thread = try DedicatedThread.start(name: "control") { [self] in
      while let job = next() { job() }
    }
    monitor.withLock { self.thread = thread }
  }

  /// Adds a command; false where too many wait.
  func add(_ job: @escaping @Sendable () -> Void) -> Bool {
    monitor.withLock {
      guard !isClosed, waiting.count < Self.capacity else { return false }
      waiting.append(job)
      monitor.broadcast()
      return true
    }
  }

  /// Lets the thread end once the command that it carries out has ended; those that wait are not carried out.
  func close() {
    monitor.withLock {
      isClosed = true
      monitor.broadcast()
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    monitor.withLock {
      while waiting.isEmpty, !isClosed { monitor.wait() }
      return isClosed ? nil : waiting.removeFirst()
    }
  }
}
