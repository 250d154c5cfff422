/// A box that is there to be found.
public struct TrueBox: Equatable, Hashable, Sendable {
  /// Left edge in pixels; may lie outside the sensor.
  public var x: Double
  /// Top edge in pixels; may lie outside the sensor.
  public var y: Double
  /// Width in pixels.
  public var width: Double
  /// Height in pixels.
  public var height: Double
  /// Index into the classes.
  public var classID: UInt32
  /// The area in square pixels that decides about the object's size: of COCO's objects their outline's.
  public var area: Double
  /// Whether it is a region of several objects, which any number of detections may lie in.
  public var isCrowd: Bool

  /// Creates a box; its area is that of the box where nil.
  public init(
    x: Double, y: Double, width: Double, height: Double, classID: UInt32, area: Double? = nil, isCrowd: Bool = false
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.classID = classID
    self.area = area ?? width * height
    self.isCrowd = isCrowd
  }

  /// Takes over a label.
  public init(_ label: Detection) {
    self.init(
      x: Double(label.x), y: Double(label.y), width: Double(label.width), height: Double(label.height),
      classID: label.classID)
  }

  /// Intersection over union with a detection, 0...1; with a crowd intersection over the detection's area.
  ///
  /// In the order of operations of pycocotools, so that thresholds cut where it cuts.
  func overlap(with detection: Detection) -> Double {
    let (left, top) = (Double(detection.x), Double(detection.y))
    let (columns, rows) = (Double(detection.width), Double(detection.height))
    let commonWidth = min(columns + left, width + x) - max(left, x)
    guard commonWidth > 0 else { return 0 }
    let commonHeight = min(rows + top, height + y) - max(top, y)
    guard commonHeight > 0 else { return 0 }
    let common = commonWidth * commonHeight
    return common / (isCrowd ? columns * rows : columns * rows + width * height - common)
  }
}
