import Events

/// The first event at or after each multiple of a period, counted from a start: what lets readers seek.
struct TimeIndex {
  /// The most multiples that one step in time may pass; at a longer step the index ends.
  static let longestStep: Int64 = 1 << 23

  /// The period in microseconds.
  let periodMicroseconds: Int64
  /// The time that counts as 0.
  let start: Int64
  /// Entries that have not been taken yet: number of the event, and its time counted from the start.
  private(set) var entries: [(event: UInt64, time: Int64)] = []
  /// Whether every event is indexed.
  private(set) var isComplete = true

  private var nextTime: Int64 = 0

  init(periodMicroseconds: Int64, start: Int64) {
    self.periodMicroseconds = periodMicroseconds
    self.start = start
  }

  /// Takes account of the next events, the first of which has the number `first`.
  mutating func add(_ events: [Event], first: UInt64) {
    for index in events.indices where needs(events[index].time) {
      add(event: first + UInt64(index), time: events[index].time)
    }
  }

  /// Whether an event of that time would make an entry.
  private func needs(_ time: Int64) -> Bool {
    isComplete && (time &- start >= nextTime || time < start)
  }

  /// Takes account of the next event.
  mutating func add(event: UInt64, time: Int64) {
    let (elapsed, overflow) = time.subtractingReportingOverflow(start)
    guard isComplete, overflow || elapsed >= nextTime else { return }
    guard !overflow, elapsed - nextTime <= periodMicroseconds * Self.longestStep else {
      isComplete = false
      return
    }
    while nextTime <= elapsed {
      entries.append((event, elapsed))
      nextTime += periodMicroseconds
    }
  }

  /// Takes the first entries away.
  mutating func removeFirst(_ count: Int) { entries.removeFirst(count) }
}
