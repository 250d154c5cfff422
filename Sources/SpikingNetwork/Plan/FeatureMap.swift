/// A tensor that flows between the operations of a network, for one timestep.
///
/// In memory its layout is NHWC: element (c, y, x) lies at `(y * width + x) * channels + c`.
public struct FeatureMap: Equatable, Hashable, Sendable {
  /// What the elements are.
  public enum Content: Sendable {
    /// Real numbers, float32.
    case values
    /// Spike counts 0...D, one byte each.
    case spikes
  }

  /// The number of channels, at least 1.
  public let channels: Int
  /// Rows, at least 1.
  public let height: Int
  /// Columns, at least 1.
  public let width: Int
  /// What the elements are.
  public let content: Content

  /// The number of elements.
  public var elementCount: Int { channels * height * width }
  /// The shape as [channels, height, width].
  public var shape: [Int] { [channels, height, width] }
}
