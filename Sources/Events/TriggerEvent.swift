/// An edge on one of the sensor's external trigger inputs.
public struct TriggerEvent: Equatable, Hashable, Sendable {
  /// Sensor time in microseconds.
  public var time: Int64
  /// The input's number.
  public var channel: UInt8
  /// True for a rising edge.
  public var isRising: Bool

  /// Creates a trigger event from its three values.
  public init(time: Int64, channel: UInt8, isRising: Bool) {
    self.time = time
    self.channel = channel
    self.isRising = isRising
  }
}
