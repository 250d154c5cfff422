/// One detected object.
public struct Detection: Equatable, Hashable, Sendable {
  /// Left edge in sensor pixels; may lie outside the sensor.
  public var x: Float
  /// Top edge in sensor pixels; may lie outside the sensor.
  public var y: Float
  /// Width in sensor pixels.
  public var width: Float
  /// Height in sensor pixels.
  public var height: Float
  /// Confidence, 0...1.
  public var score: Float
  /// Index into the model's classes.
  public var classID: UInt32
  /// The track the object belongs to; 0 where it belongs to none or tracking is off.
  public var trackID: UInt32

  /// Creates a detection.
  public init(
    x: Float, y: Float, width: Float, height: Float, score: Float, classID: UInt32, trackID: UInt32 = 0
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.score = score
    self.classID = classID
    self.trackID = trackID
  }
}
