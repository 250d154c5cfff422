/// The sizes of objects that COCO's metrics are told for, by area in square pixels, bounds included.
///
/// The vendor's toolboxes of Gen1 and 1 Mpx score with pycocotools' own ranges, so these hold for every protocol.
public enum ObjectSize: String, CaseIterable, Sendable, Codable {
  /// Any size.
  case all
  /// Up to 32 x 32.
  case small
  /// From 32 x 32 to 96 x 96.
  case medium
  /// From 96 x 96.
  case large

  /// The areas of the size.
  public var areas: ClosedRange<Double> {
    switch self {
    case .all: 0...1e10
    case .small: 0...1024
    case .medium: 1024...9216
    case .large: 9216...1e10
    }
  }
}
