/// Watches for times that step back.
struct TimeOrder: Equatable, Sendable {
  /// The time of the last event; the smallest number before the first.
  private(set) var last: Int64

  /// Creates a watch after an event of time `last`, or before the first event.
  init(last: Int64 = .min) { self.last = last }

  /// Goes on to the next event; true where its time is smaller than that of the event before.
  @inline(__always)
  mutating func follow(_ time: Int64) -> Bool {
    let isBackward = time < last
    last = time
    return isBackward
  }
}
