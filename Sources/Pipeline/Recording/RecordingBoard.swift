import Synchronization

/// Where a recording's threads write what they have done, and others read it.
final class RecordingBoard: Sendable {
  private let content: Mutex<(state: RecordingState, counts: RecordingCounts)>

  /// Creates a board that goes on from what earlier recordings have done.
  init(continuing counts: RecordingCounts) { content = Mutex((state: RecordingState(.recording), counts: counts)) }

  /// What it is doing, and what it has done.
  var snapshot: (state: RecordingState, counts: RecordingCounts) { content.withLock { $0 } }

  /// Changes the counts.
  func count(_ change: (inout RecordingCounts) -> Void) { content.withLock { change(&$0.counts) } }

  /// Changes the state.
  func move(to state: RecordingState) { content.withLock { $0.state = state } }
}
