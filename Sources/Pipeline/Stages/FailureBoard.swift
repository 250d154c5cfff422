import Synchronization

/// Where a pipeline's threads leave the failure that ended them; the first one counts.
final class FailureBoard: Sendable {
  private let failure = Mutex<PipelineError?>(nil)

  /// The first failure.
  var first: PipelineError? { failure.withLock { $0 } }

  /// Keeps a failure unless there is one already.
  func record(_ error: PipelineError) {
    failure.withLock { if $0 == nil { $0 = error } }
  }
}
