import SpikingNetwork
import Synchronization

/// What other threads ask of the inference thread, which answers between two timesteps.
final class PipelineRequests: Sendable {
  private let isResetAsked = Atomic(false)
  private let isCheckpointAsked = Atomic(false)
  private let checkpoint = Mutex<[UInt8]?>(nil)

  /// Asks for windows and state to begin anew.
  func askForReset() { isResetAsked.store(true, ordering: .relaxed) }

  /// Whether somebody has asked for it since the last call.
  func takeReset() -> Bool {
    isResetAsked.load(ordering: .relaxed) && isResetAsked.exchange(false, ordering: .relaxed)
  }

  /// Asks for a copy of the state.
  func askForCheckpoint() { isCheckpointAsked.store(true, ordering: .relaxed) }

  /// Gives a copy where one was asked for.
  func answerCheckpoint(_ savedBytes: () throws(SafetensorsError) -> [UInt8]) {
    guard isCheckpointAsked.load(ordering: .relaxed) else { return }
    isCheckpointAsked.store(false, ordering: .relaxed)
    // A state that cannot be written down leaves the one before.
    guard let bytes = try? savedBytes() else { return }
    checkpoint.withLock { $0 = bytes }
  }

  /// Takes the copy that was given last; nil where none was since the last call.
  func takeCheckpoint() -> [UInt8]? {
    checkpoint.withLock { checkpoint in
      defer { checkpoint = nil }
      return checkpoint
    }
  }
}
