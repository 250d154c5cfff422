import CSystemCalls
import EventFormats
import Glibc
import Synchronization

/// What other threads may ask of a live source while one reads it: how it is doing, and to stop.
public final class LiveSourceControl: Sendable {
  private let current = Mutex(SourceHealth())
  private let isRaised = Atomic(false)
  /// Readable once a stop was asked for.
  let event: Int32

  init(path: String) throws(EventSourceError) {
    var descriptor: Int32 = -1
    let status = saccade_event(&descriptor)
    guard status == 0 else {
      throw EventSourceError(
        .unreadable,
        "cannot be opened: \(String(cString: strerror(status))); raise the limit on open files (ulimit -n)",
        path: path)
    }
    event = descriptor
  }

  deinit { close(event) }

  /// Ends the source: a read that waits returns at once, and gives false once everything received was given.
  public func stop() {
    isRaised.store(true, ordering: .releasing)
    saccade_event_raise(event)
  }

  /// Whether somebody has asked to stop.
  public var isStopped: Bool { isRaised.load(ordering: .acquiring) }

  /// How the source is doing.
  public var health: SourceHealth { current.withLock { $0 } }

  func publish(_ health: SourceHealth) { current.withLock { $0 = health } }
}
