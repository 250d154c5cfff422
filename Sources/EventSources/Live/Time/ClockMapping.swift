/// A line that lays sensor time on the host's monotonic clock.
public struct ClockMapping: Equatable, Sendable {
  /// A moment of the sensor's clock, in microseconds.
  public var sensorMicroseconds: Int64
  /// The same moment on the host's clock, in nanoseconds.
  public var hostNanoseconds: Int64
  /// Host nanoseconds for each sensor nanosecond beyond one: 20e-6 where the sensor's clock is 20 ppm slow.
  public var rateError: Double

  /// Creates a line through one moment.
  public init(sensorMicroseconds: Int64, hostNanoseconds: Int64, rateError: Double = 0) {
    self.sensorMicroseconds = sensorMicroseconds
    self.hostNanoseconds = hostNanoseconds
    self.rateError = rateError
  }

  /// The host's time of a moment on the sensor's clock, in nanoseconds; nil beyond what 64 bits hold.
  public func hostNanoseconds(ofSensorMicroseconds time: Int64) -> Int64? {
    let (distance, overflows) = time.subtractingReportingOverflow(sensorMicroseconds)
    let (elapsed, overflowsToo) = distance.multipliedReportingOverflow(by: 1000)
    guard !overflows, !overflowsToo, elapsed.magnitude < 1 << 62 else { return nil }
    let (host, overflowsAgain) = hostNanoseconds.addingReportingOverflow(elapsed + Int64(Double(elapsed) * rateError))
    return overflowsAgain ? nil : host
  }

  /// The sensor's time at a moment of the host's clock, in microseconds, rounded down; nil beyond what 64 bits hold.
  public func sensorMicroseconds(atHostNanoseconds time: Int64) -> Int64? {
    let (elapsed, overflows) = time.subtractingReportingOverflow(hostNanoseconds)
    guard !overflows, elapsed.magnitude < 1 << 62 else { return nil }
    let corrected = elapsed - Int64(Double(elapsed) * (rateError / (1 + rateError)))
    let microseconds = corrected >= 0 ? corrected / 1000 : -((999 - corrected) / 1000)
    let (sensor, overflowsToo) = sensorMicroseconds.addingReportingOverflow(microseconds)
    return overflowsToo ? nil : sensor
  }
}
