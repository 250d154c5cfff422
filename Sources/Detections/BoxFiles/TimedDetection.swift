/// A detection or a label at a moment of sensor time.
public struct TimedDetection: Equatable, Hashable, Sendable {
  /// Sensor time in microseconds.
  public var time: Int64
  /// The box, its class, its confidence and its track.
  public var detection: Detection

  /// Creates a detection at a moment.
  public init(time: Int64, detection: Detection) {
    self.time = time
    self.detection = detection
  }
}
