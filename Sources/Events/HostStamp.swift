/// The host's time of one event, as packets in recordings of ROS state it.
public struct HostStamp: Equatable, Sendable {
  /// The event's place in its batch.
  public var index: Int
  /// The event's time on the sensor's clock, in microseconds.
  public var sensorMicroseconds: Int64
  /// The same moment on the host's clock, in nanoseconds since 1970.
  public var hostNanoseconds: Int64

  /// Creates a stamp.
  public init(index: Int, sensorMicroseconds: Int64, hostNanoseconds: Int64) {
    self.index = index
    self.sensorMicroseconds = sensorMicroseconds
    self.hostNanoseconds = hostNanoseconds
  }

  /// The host's time, in nanoseconds since 1970, of another moment on the sensor's clock; nil beyond what 64 bits hold.
  public func hostNanoseconds(ofSensorMicroseconds time: Int64) -> Int64? {
    let (distance, overflows) = time.subtractingReportingOverflow(sensorMicroseconds)
    let (elapsed, overflowsToo) = distance.multipliedReportingOverflow(by: 1000)
    let (host, overflowsAgain) = hostNanoseconds.addingReportingOverflow(elapsed)
    return overflows || overflowsToo || overflowsAgain ? nil : host
  }
}
