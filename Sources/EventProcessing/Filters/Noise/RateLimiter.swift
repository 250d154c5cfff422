import Events

/// Lets pass at most so many events for each second of sensor time, a thousandth of them in each slice of 1 ms.
///
/// Slices begin at multiples of 1 ms on the sensor's clock. In each the first events pass, in stream order, and the others are
/// dropped. Where the limit is no multiple of 1000, slices differ by one event so that the second's sum is exact. An event older
/// than the slice that is open counts in that one.
struct RateLimiter: Sendable {
  private static let sliceMicroseconds: Int64 = 1_000
  private static let slicesPerSecond: Int64 = 1_000

  private let eventsPerSecond: Int64
  /// The first microsecond after the open slice; nil before the first event.
  private var sliceEnd: Int64?
  /// Events that may still pass in the open slice.
  private var remaining: Int64 = 0

  /// Creates a limiter; nil where there is no limit.
  init?(eventsPerSecond: Int64?) {
    guard let eventsPerSecond else { return nil }
    self.eventsPerSecond = min(max(1, eventsPerSecond), NoiseFilterRules.largestRate)
  }

  /// Filters events in place and gives how many have passed.
  mutating func apply(to events: UnsafeMutableBufferPointer<Event>) -> Int {
    var kept = 0
    for event in events {
      if event.time >= sliceEnd ?? .min { open(sliceOf: event.time) }
      guard remaining > 0 else { continue }
      remaining -= 1
      events[kept] = event
      kept += 1
    }
    return kept
  }

  /// Forgets which slice is open.
  mutating func begin() { sliceEnd = nil }

  private mutating func open(sliceOf time: Int64) {
    let number = time.flooredQuotient(by: Self.sliceMicroseconds)
    sliceEnd = (number + 1).multipliedSaturated(by: Self.sliceMicroseconds)
    let place = number.flooredRemainder(by: Self.slicesPerSecond)
    remaining = (place + 1) * eventsPerSecond / Self.slicesPerSecond - place * eventsPerSecond / Self.slicesPerSecond
  }
}
