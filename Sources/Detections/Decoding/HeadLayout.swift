/// The shape of a detection head's raw output: [64 + classes, anchors], row-major.
///
/// The first 64 channels are 4 groups of 16 logits (left, top, right, bottom distance), the others one logit a class. Anchors
/// are the cells of the three grids of strides 8, 16 and 32 pixels, each row by row.
public struct HeadLayout: Equatable, Hashable, Sendable {
  /// Pixels per cell of the three grids.
  public static let strides = [8, 16, 32]
  /// Logits per distance.
  public static let binCount = 16
  /// Channels that describe the box.
  public static let boxChannelCount = 4 * binCount
  /// The largest side of a network input in pixels.
  public static let largestInputSide = 8192
  /// The largest number of classes.
  public static let largestClassCount = 4096

  /// Width of the network's input in pixels.
  public let inputWidth: Int
  /// Height of the network's input in pixels.
  public let inputHeight: Int
  /// Number of classes.
  public let classCount: Int

  /// Creates a layout.
  ///
  /// - Throws: `DetectionsError` where a side is no multiple of 32 in 32...8192, or the classes are not 1...4096.
  public init(inputWidth: Int, inputHeight: Int, classCount: Int) throws(DetectionsError) {
    let sides = 32...Self.largestInputSide
    guard sides.contains(inputWidth), sides.contains(inputHeight),
      inputWidth.isMultiple(of: 32), inputHeight.isMultiple(of: 32)
    else { throw .inputSize(width: inputWidth, height: inputHeight) }
    guard (1...Self.largestClassCount).contains(classCount) else { throw .classCount(classCount) }
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.classCount = classCount
  }

  /// Number of channels.
  public var channelCount: Int { Self.boxChannelCount + classCount }

  /// Number of anchors.
  public var anchorCount: Int {
    Self.strides.reduce(0) { $0 + (inputWidth / $1) * (inputHeight / $1) }
  }

  /// Number of elements of the raw output.
  public var elementCount: Int { channelCount * anchorCount }
}
