import CSystemCalls
import Glibc

/// A thread of its own for work that blocks or computes for long, off Swift's cooperative pool.
///
/// `@unchecked Sendable`: the handle is written once in `start` and read once in `join`, both called by the owner.
package final class DedicatedThread: @unchecked Sendable {
  private var handle = pthread_t()

  private final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private init() {}

  /// Starts a thread, or says why the system refuses one.
  ///
  /// - Parameters:
  ///   - name: what system tools show; at most 15 characters.
  ///   - body: what the thread runs.
  package static func start(
    name: String, body: @escaping @Sendable () -> Void
  ) throws(PipelineError) -> DedicatedThread {
    let thread = DedicatedThread()
    let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), body: body))
    let status = pthread_create(
      &thread.handle, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        saccade_set_thread_name(start.name)
        start.body()
        return nil
      }, start.toOpaque())
    guard status == 0 else {
      start.release()
      throw PipelineError(
        .unavailable, "cannot start the thread '\(name)': \(String(cString: strerror(status)))",
        remedy: "raise the limit on threads (ulimit -u) or stop other programs")
    }
    return thread
  }

  /// Waits until the thread has ended; call it once.
  package func join() { pthread_join(handle, nil) }
}
