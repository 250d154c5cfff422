import Synchronization

/// A request, from another thread, to give up waiting for a recording that comes through a pipe.
///
/// The recording then ends as if its writer had closed it. Files on disk, which never wait for anybody, are not concerned.
public final class ReadInterruption: Sendable {
  private let isRaised = Atomic(false)

  /// Creates a request that nobody has made yet.
  public init() {}

  /// Asks the reader to give up; it does so within a tenth of a second.
  public func raise() { isRaised.store(true, ordering: .relaxed) }

  /// Whether somebody has asked.
  var wasRaised: Bool { isRaised.load(ordering: .relaxed) }
}
