/// The size of one timestep's network input: [channels, height, width], row-major.
public struct TensorShape: Equatable, Hashable, Sendable {
  /// Number of channels.
  public var channels: Int
  /// Rows of each channel.
  public var height: Int
  /// Columns of each channel.
  public var width: Int

  /// Creates a shape; all sides are at least 1.
  public init(channels: Int, height: Int, width: Int) {
    precondition(channels >= 1 && height >= 1 && width >= 1)
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Number of elements in one channel.
  public var planeCount: Int { height * width }
  /// Number of elements.
  public var elementCount: Int { channels * height * width }
}
