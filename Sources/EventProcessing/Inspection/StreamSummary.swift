public import Events

/// What can be said of a stream of events after one pass over it.
public struct StreamSummary: Sendable {
  /// Steps forward of at least this many microseconds from one event to the next are gaps.
  public let gapMicroseconds: Int64

  /// Events.
  public private(set) var events: UInt64 = 0
  /// ON events.
  public private(set) var onEvents: UInt64 = 0
  /// The first event in stream order; nil where there are none.
  public private(set) var first: Event?
  /// The last event in stream order.
  public private(set) var last: Event?
  /// The earliest time in microseconds.
  public private(set) var earliestTime = Int64.max
  /// The latest time in microseconds.
  public private(set) var latestTime = Int64.min
  /// The smallest column.
  public private(set) var smallestX = UInt16.max
  /// The largest column.
  public private(set) var largestX = UInt16.min
  /// The smallest row.
  public private(set) var smallestY = UInt16.max
  /// The largest row.
  public private(set) var largestY = UInt16.min
  /// Events whose time is smaller than that of the event before them.
  public private(set) var backwardSteps: UInt64 = 0
  /// The largest of these steps in microseconds.
  public private(set) var largestBackwardStep: UInt64 = 0
  /// The largest step forward in microseconds.
  public private(set) var largestForwardStep: UInt64 = 0
  /// The number of gaps.
  public private(set) var gaps: UInt64 = 0
  /// The longest gap; the first of them where several are as long.
  public private(set) var longestGap: TimeGap?
  /// The time in all gaps, in microseconds.
  public private(set) var gapTotalMicroseconds: UInt64 = 0
  /// The busiest interval of 10 ms.
  public private(set) var peak = PeakRate(intervalMicroseconds: 10_000)
  /// External trigger inputs that have edges, by number.
  public private(set) var triggers: [TriggerSummary] = []

  /// Creates the summary of no events.
  public init(gapMicroseconds: Int64 = 100_000) {
    self.gapMicroseconds = max(1, gapMicroseconds)
  }

  /// Adds what follows the content of the last batch.
  public mutating func add(_ batch: borrowing EventBatch) {
    add(batch.events)
    for trigger in batch.triggers { add(trigger) }
  }

  /// Adds events that follow those of the last call.
  public mutating func add(_ events: Span<Event>) {
    guard !events.isEmpty else { return }
    if first == nil { first = events[0] }
    var previous = last?.time ?? events[0].time
    var on: UInt64 = 0
    for index in events.indices {
      let event = events[index]
      on &+= event.polarityBits != 0 ? 1 : 0
      smallestX = min(smallestX, event.x)
      largestX = max(largestX, event.x)
      smallestY = min(smallestY, event.y)
      largestY = max(largestY, event.y)
      if event.time != previous { step(from: previous, to: event.time) }
      earliestTime = min(earliestTime, event.time)
      latestTime = max(latestTime, event.time)
      peak.add(time: event.time)
      previous = event.time
    }
    onEvents += on
    self.events += UInt64(events.count)
    last = events[events.count - 1]
  }

  /// Adds an edge on an external trigger input.
  public mutating func add(_ trigger: TriggerEvent) {
    if let index = triggers.firstIndex(where: { $0.channel == trigger.channel }) {
      triggers[index].add(trigger)
    } else {
      let place = triggers.firstIndex { $0.channel > trigger.channel } ?? triggers.count
      triggers.insert(TriggerSummary(trigger), at: place)
    }
  }

  @inline(__always)
  private mutating func step(from previous: Int64, to time: Int64) {
    guard time > previous else {
      backwardSteps &+= 1
      largestBackwardStep = max(largestBackwardStep, previous.distance(above: time))
      return
    }
    let distance = time.distance(above: previous)
    largestForwardStep = max(largestForwardStep, distance)
    guard distance >= UInt64(gapMicroseconds) else { return }
    gaps += 1
    let (total, overflow) = gapTotalMicroseconds.addingReportingOverflow(distance)
    gapTotalMicroseconds = overflow ? .max : total
    if distance > longestGap?.durationMicroseconds ?? 0 {
      longestGap = TimeGap(startMicroseconds: previous, durationMicroseconds: distance)
    }
  }

  /// From the earliest to the latest time in microseconds.
  public var durationMicroseconds: UInt64 { events > 0 ? latestTime.distance(above: earliestTime) : 0 }

  /// Events per second over the duration; nil where all have the same time.
  public var meanEventsPerSecond: Double? {
    durationMicroseconds > 0 ? Double(events) * 1e6 / Double(durationMicroseconds) : nil
  }

  /// The share of ON events, 0...1; nil where there are no events.
  public var onShare: Double? { events > 0 ? Double(onEvents) / Double(events) : nil }

  /// The smallest geometry from the top left that holds all events; nil where there are none.
  public var smallestGeometry: SensorGeometry? {
    guard events > 0 else { return nil }
    return SensorGeometry(width: min(Int(largestX) + 1, 65_535), height: min(Int(largestY) + 1, 65_535))
  }
}
