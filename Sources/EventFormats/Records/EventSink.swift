import Events

/// Where a decoder puts its events one by one: the free part of a batch, with what is counted on the way.
struct EventSink {
  /// The number of events put so far.
  private(set) var count = 0
  /// The number of events whose time is smaller than that of the event before.
  private(set) var backwardSteps: UInt64 = 0

  private let events: UnsafeMutableBufferPointer<Event>
  private var order: TimeOrder

  /// Creates a sink for at most `events.count` events that follow the event that `order` knows.
  init(_ events: UnsafeMutableBufferPointer<Event>, after order: TimeOrder) {
    self.events = events
    self.order = order
  }

  /// Whether no further event fits.
  @inline(__always)
  var isFull: Bool { count == events.count }

  /// Puts one event; there must be room.
  @inline(__always)
  mutating func put(_ event: Event) {
    if order.follow(event.time) { backwardSteps &+= 1 }
    events[count] = event
    count &+= 1
  }

  /// Adds what was counted to `statistics` and `order`, and returns the number of events for the batch.
  func settle(into statistics: inout DecodingStatistics, order: inout TimeOrder) -> Int {
    statistics.events &+= UInt64(count)
    statistics.backwardSteps &+= backwardSteps
    order = self.order
    return count
  }
}
