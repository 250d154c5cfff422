/// Why detections cannot be decoded as asked; each case holds the offending value.
public enum DetectionsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The network's input size is no multiple of 32 or out of range.
  case inputSize(width: Int, height: Int)
  /// The number of classes is out of range.
  case classCount(Int)
  /// A rule, named by its property, is out of range.
  case rule(name: String, value: String, legal: String)
  /// An image, or a moment of a recording, is scored twice.
  case duplicateImage(ImageKey)

  /// What is wrong, the legal values, and what to do.
  public var description: String {
    switch self {
    case .inputSize(let width, let height):
      "network input \(width)x\(height) cannot be decoded; both sides must be multiples of 32 in "
        + "32...\(HeadLayout.largestInputSide)"
    case .classCount(let count):
      "\(count) classes are out of range; give 1...\(HeadLayout.largestClassCount)"
    case .rule(let name, let value, let legal):
      "\(name) is \(value); give \(legal)"
    case .duplicateImage(let key):
      "\(key.recording.isEmpty ? "image \(key.number)" : "\(key.recording) at \(key.number) us") is scored twice; "
        + "give every part of a data set once"
    }
  }
}
