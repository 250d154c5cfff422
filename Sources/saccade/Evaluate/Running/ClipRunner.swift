import Detections
import EventSources
import SpikingNetwork

/// Runs clips through a network by the rules of a protocol.
protocol ClipRunner: AnyObject {
  /// Runs a clip.
  ///
  /// - Parameters:
  ///   - clip: which one.
  ///   - progress: is told how much of it is done, 0...1, after each timestep.
  /// - Throws: `CommandFailure` of `badData` or `missingInput` where the clip cannot be used.
  func run(_ clip: EvaluationClip, progress: (Double) -> Void) throws(CommandFailure) -> ClipResult
}
