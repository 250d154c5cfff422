/// Fits offset and rate of a sensor's clock to the host's by the lower envelope of arrival minus sensor time.
///
/// Every delay on the way makes events arrive later, none earlier: the line under all samples of the last minute is the best that
/// can be known. Samples are kept as the least delay of each half second; the line is the edge of their lower convex hull under
/// their mean. A pure value: the host's time comes in as a parameter.
public struct ClockFit: Sendable {
  /// What a sample has told.
  public enum Outcome: Equatable, Sendable {
    /// It agrees with those before.
    case fits
    /// The sensor's time has gone back: a new fit has begun with this sample.
    case wentBack
    /// The sensor's clock has jumped against the host's: a new fit has begun with this sample.
    case stepped
  }

  /// How long samples count.
  static let windowNanoseconds: Int64 = 60_000_000_000
  /// One sample is kept of each period of this length.
  static let binNanoseconds: Int64 = 500_000_000
  /// A larger disagreement is a step.
  static let stepNanoseconds: Int64 = 50_000_000
  /// How long a stream must keep pace with the host before a step is believed.
  static let settlingNanoseconds: Int64 = 1_000_000_000
  /// Sensor time that samples must span before a rate is fitted.
  static let rateSpanNanoseconds: Int64 = 5_000_000_000
  /// No pair of oscillators differs by more: a larger slope is the way here becoming slower.
  static let largestRateError = 250e-6

  private struct Sample {
    var sensor: Int64  // nanoseconds from the fit's first sample
    var delay: Int64  // nanoseconds, arrival minus sensor, both from the fit's first sample
    var host: Int64
  }

  /// The mapping now; nil before the first sample.
  public private(set) var mapping: ClockMapping?

  private var origin: (sensorMicroseconds: Int64, hostNanoseconds: Int64) = (0, 0)
  private var bins: [Sample] = []
  private var open: Sample?
  private var binEnd: Int64 = 0
  private var latestSensor: Int64 = 0
  private var settledFrom: Int64 = 0
  private var recentDrop: Int64 = 0
  private var hull: [Sample] = []

  /// Creates a fit without samples.
  public init() {
    let capacity = Int(Self.windowNanoseconds / Self.binNanoseconds) + 2
    bins.reserveCapacity(capacity)
    hull.reserveCapacity(capacity)
  }

  /// Whether the stream has kept pace with the host for a while, so that the time of events to come can be told.
  public func isSettled(atHostNanoseconds time: Int64) -> Bool { mapping != nil && time >= settledFrom }

  /// Forgets everything.
  public mutating func reset() {
    mapping = nil
    bins.removeAll(keepingCapacity: true)
    open = nil
    recentDrop = 0
  }

  /// Whether an event that has arrived at `hostNanoseconds` cannot be by the fit: it lies too far in the future.
  public func isAhead(sensorMicroseconds: Int64, hostNanoseconds: Int64) -> Bool {
    guard isSettled(atHostNanoseconds: hostNanoseconds), let mapping else { return false }
    guard let expected = mapping.hostNanoseconds(ofSensorMicroseconds: sensorMicroseconds) else { return true }
    return expected &- hostNanoseconds > Self.stepNanoseconds
  }

  /// Takes a sample: an event of this sensor time was here at this time of the host's monotonic clock, which never falls.
  public mutating func add(sensorMicroseconds: Int64, hostNanoseconds: Int64) -> Outcome {
    guard mapping != nil, let sample = makeSample(sensorMicroseconds, hostNanoseconds) else {
      let isFirst = mapping == nil
      begin(sensorMicroseconds, hostNanoseconds)
      return isFirst ? .fits : .stepped
    }
    if latestSensor - sample.sensor > Self.stepNanoseconds {
      begin(sensorMicroseconds, hostNanoseconds)
      return .wentBack
    }
    latestSensor = max(latestSensor, sample.sensor)
    let below = line(at: sample.sensor) - sample.delay
    if below > Self.stepNanoseconds, hostNanoseconds >= settledFrom {
      begin(sensorMicroseconds, hostNanoseconds)
      return .stepped
    }
    if below > 0 { lower(by: below, at: hostNanoseconds) }
    keep(sample)
    guard hostNanoseconds >= binEnd else { return .fits }
    return closeBin(at: hostNanoseconds, sensorMicroseconds)
  }

  private func makeSample(_ sensorMicroseconds: Int64, _ hostNanoseconds: Int64) -> Sample? {
    let (sensor, overflows) = sensorMicroseconds.subtractingReportingOverflow(origin.sensorMicroseconds)
    // Thirty years on either clock.
    guard !overflows, sensor.magnitude < 1_000_000_000_000_000 else { return nil }
    let host = hostNanoseconds - origin.hostNanoseconds
    return Sample(sensor: sensor * 1000, delay: host - sensor * 1000, host: hostNanoseconds)
  }

  private mutating func begin(_ sensorMicroseconds: Int64, _ hostNanoseconds: Int64) {
    reset()
    origin = (sensorMicroseconds, hostNanoseconds)
    mapping = ClockMapping(sensorMicroseconds: sensorMicroseconds, hostNanoseconds: hostNanoseconds)
    open = Sample(sensor: 0, delay: 0, host: hostNanoseconds)
    latestSensor = 0
    binEnd = hostNanoseconds + Self.binNanoseconds
    settledFrom = hostNanoseconds + Self.settlingNanoseconds
  }

  /// The delay that the mapping expects at a sensor time.
  private func line(at sensor: Int64) -> Int64 {
    guard let mapping else { return 0 }
    let anchor = (mapping.sensorMicroseconds - origin.sensorMicroseconds) * 1000
    let delay = mapping.hostNanoseconds - origin.hostNanoseconds - anchor
    return delay + Int64(Double(sensor - anchor) * mapping.rateError)
  }

  private mutating func lower(by distance: Int64, at host: Int64) {
    mapping?.hostNanoseconds -= distance
    recentDrop += distance
    guard recentDrop > Self.stepNanoseconds else { return }
    // Sensor time that runs faster than the host's is no camera's but a file's that somebody sends.
    recentDrop = 0
    settledFrom = host + Self.settlingNanoseconds
  }

  private mutating func keep(_ sample: Sample) {
    guard let least = open else { return open = sample }
    if sample.delay < least.delay { open = sample }
  }

  private mutating func closeBin(at host: Int64, _ sensorMicroseconds: Int64) -> Outcome {
    // Sensor times must rise from bin to bin for a hull.
    if let closed = open, closed.sensor > bins.last?.sensor ?? .min { bins.append(closed) }
    open = nil
    binEnd = host + Self.binNanoseconds
    recentDrop = 0
    let expired = bins.prefix { host - $0.host > Self.windowNanoseconds }.count
    bins.removeFirst(expired)
    guard let fitted = fit(), let mapping else { return .fits }
    let before = mapping.hostNanoseconds(ofSensorMicroseconds: sensorMicroseconds)
    let after = fitted.hostNanoseconds(ofSensorMicroseconds: sensorMicroseconds)
    self.mapping = fitted
    guard let before, let after, abs(after - before) > Self.stepNanoseconds, host >= settledFrom else { return .fits }
    // What has been slow for a whole minute is the sensor's time, not the way here.
    begin(sensorMicroseconds, host)
    return .stepped
  }

  /// The line under all bins.
  private mutating func fit() -> ClockMapping? {
    guard let first = bins.first, let last = bins.last else { return nil }
    guard last.sensor - first.sensor >= Self.rateSpanNanoseconds else { return under(slope: 0) }
    hull.removeAll(keepingCapacity: true)
    for sample in bins {
      while hull.count >= 2, Self.isAbove(hull[hull.count - 2], hull[hull.count - 1], sample) { hull.removeLast() }
      hull.append(sample)
    }
    let middle = first.sensor + bins.reduce(0) { $0 + ($1.sensor - first.sensor) / Int64(bins.count) }
    guard let right = hull.firstIndex(where: { $0.sensor > middle }), right > 0 else { return under(slope: 0) }
    let (a, b) = (hull[right - 1], hull[right])
    let slope = Double(b.delay - a.delay) / Double(b.sensor - a.sensor)
    return under(slope: min(max(slope, -Self.largestRateError), Self.largestRateError))
  }

  /// The highest line of a slope that no bin lies under, anchored at the newest bin.
  private func under(slope: Double) -> ClockMapping? {
    guard let last = bins.last else { return nil }
    let delay = bins.reduce(Int64.max) { least, bin in
      min(least, bin.delay + Int64(Double(last.sensor - bin.sensor) * slope))
    }
    return ClockMapping(
      sensorMicroseconds: origin.sensorMicroseconds + last.sensor / 1000,
      hostNanoseconds: origin.hostNanoseconds + last.sensor / 1000 * 1000 + delay, rateError: slope)
  }

  /// Whether `b` lies on or above the line from `a` to `c`.
  private static func isAbove(_ a: Sample, _ b: Sample, _ c: Sample) -> Bool {
    Double(b.delay - a.delay) * Double(c.sensor - a.sensor) >= Double(c.delay - a.delay) * Double(b.sensor - a.sensor)
  }
}
