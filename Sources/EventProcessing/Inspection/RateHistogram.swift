public import Events

/// Events over time, ON and OFF, in at most `binLimit` bins whose width grows with the recording.
///
/// Bins count from the first event; what is earlier, out of order, is counted in the first bin.
public struct RateHistogram: Sendable {
  /// The number of bins at which their width is doubled.
  public static let binLimit = 4096

  /// The sensor time at which the first bin begins; nil before the first event.
  public private(set) var originMicroseconds: Int64?
  /// The width of a bin.
  public private(set) var binMicroseconds: Int64 = 10
  /// ON events of each bin.
  public private(set) var on: [UInt64] = []
  /// OFF events of each bin; as many as `on`.
  public private(set) var off: [UInt64] = []

  /// Creates an empty histogram.
  public init() {}

  /// Counts events that follow those of the last call.
  public mutating func add(_ events: Span<Event>) {
    for index in events.indices { add(time: events[index].time, isOn: events[index].polarityBits != 0) }
  }

  @inline(__always)
  private mutating func add(time: Int64, isOn: Bool) {
    let origin = originMicroseconds ?? time
    if originMicroseconds == nil { originMicroseconds = time }
    let distance = time > origin ? time.distance(above: origin) : 0
    while distance / UInt64(binMicroseconds) >= UInt64(Self.binLimit) { doubleWidth() }
    let bin = Int(distance / UInt64(binMicroseconds))
    if bin >= on.count {
      on.append(contentsOf: repeatElement(0, count: bin + 1 - on.count))
      off.append(contentsOf: repeatElement(0, count: bin + 1 - off.count))
    }
    if isOn { on[bin] += 1 } else { off[bin] += 1 }
  }

  /// The histogram with bins of twice the width as often as it takes to have at most `count` of them.
  public func reduced(to count: Int) -> RateHistogram {
    var histogram = self
    while histogram.on.count > max(count, 1) { histogram.doubleWidth() }
    return histogram
  }

  private mutating func doubleWidth() {
    on = Self.pairSums(on)
    off = Self.pairSums(off)
    binMicroseconds = binMicroseconds.multipliedSaturated(by: 2)
  }

  private static func pairSums(_ counts: [UInt64]) -> [UInt64] {
    stride(from: 0, to: counts.count, by: 2).map { $0 + 1 < counts.count ? counts[$0] + counts[$0 + 1] : counts[$0] }
  }
}
