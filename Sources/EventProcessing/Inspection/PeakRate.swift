/// Finds the interval of a fixed length with the most events, in one pass and in constant memory.
///
/// Intervals follow each other from the first event on. The last 64 are kept open, so that events out of order are
/// counted where they belong; those that are older still begin a new count.
public struct PeakRate: Sendable {
  /// The length of an interval in microseconds.
  public let intervalMicroseconds: Int64
  /// The most events in one interval.
  public private(set) var events: UInt64 = 0
  /// The sensor time at which that interval begins.
  public private(set) var startMicroseconds: Int64 = 0

  private static let openCount = 64
  private var origin: Int64?
  private var numbers = [Int64](repeating: -1, count: openCount)
  private var counts = [UInt64](repeating: 0, count: openCount)
  private var current = Range<Int64>(uncheckedBounds: (0, 0))
  private var currentSlot = 0

  /// Creates a search over intervals of at least 1 microsecond.
  public init(intervalMicroseconds: Int64) {
    self.intervalMicroseconds = max(1, intervalMicroseconds)
  }

  /// The highest rate, in events per second.
  public var eventsPerSecond: Double { Double(events) * 1e6 / Double(intervalMicroseconds) }

  /// Counts an event.
  @inline(__always)
  mutating func add(time: Int64) {
    if !current.contains(time) { open(intervalOf: time) }
    counts[currentSlot] &+= 1
    if counts[currentSlot] > events {
      events = counts[currentSlot]
      startMicroseconds = current.lowerBound
    }
  }

  private mutating func open(intervalOf time: Int64) {
    let origin = origin ?? time
    self.origin = origin
    let (distance, overflow) = time.subtractingReportingOverflow(origin)
    let bounded = overflow ? (time < origin ? Int64.min / 2 : Int64.max / 2) : distance
    let number = bounded.flooredQuotient(by: intervalMicroseconds)
    let slot = Int(number.flooredRemainder(by: Int64(Self.openCount)))
    if numbers[slot] != number {
      numbers[slot] = number
      counts[slot] = 0
    }
    let start = origin.addingSaturated(number.multipliedSaturated(by: intervalMicroseconds))
    current = start..<start.addingSaturated(intervalMicroseconds)
    currentSlot = slot
  }
}
