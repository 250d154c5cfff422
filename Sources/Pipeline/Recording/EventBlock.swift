import Events

/// Events on their way to a recording, in storage that circulates.
///
/// `@unchecked Sendable`: a block belongs to the queue, whose lock orders all accesses, or to the recording's thread between `take`
/// and `giveBack`.
final class EventBlock: @unchecked Sendable {
  /// The most events that it holds.
  static let capacity = 4096
  /// The memory that it takes.
  static let byteCount = capacity * MemoryLayout<Event>.stride

  /// The events and triggers.
  var batch = EventBatch(capacity: capacity)
  /// Which part of the stream they belong to.
  var segment: UInt64 = 0
  /// The sensor's size.
  var geometry = SensorGeometry(width: 1, height: 1)
  /// The host's real time minus the sensor's, in nanoseconds; nil where the sensor's time is all that is known.
  var clockOffsetNanoseconds: Int64?
  /// Whether events that came before these were lost.
  var followsLoss = false
  /// Whether nothing is added any more; what follows is known from then on.
  private(set) var isSealed = false
  /// The earliest time in microseconds.
  private(set) var earliest = Int64.max
  /// The latest time in microseconds.
  private(set) var latest = Int64.min

  private var isOrdered = true

  /// Empties the block for events of a segment.
  func begin(segment: UInt64, geometry: SensorGeometry, clockOffsetNanoseconds: Int64?) {
    batch.removeAll()
    self.segment = segment
    self.geometry = geometry
    self.clockOffsetNanoseconds = clockOffsetNanoseconds
    followsLoss = false
    isSealed = false
    (earliest, latest, isOrdered) = (.max, .min, true)
  }

  /// Adds events from `index` on as far as there is room, and moves the index on.
  func add(_ events: UnsafeBufferPointer<Event>, from index: inout Int) {
    let count = min(events.count - index, batch.freeCapacity)
    guard count > 0, let base = events.baseAddress else { return }
    let start = base + index
    batch.withUnsafeFreeCapacity { free in
      free.baseAddress?.update(from: start, count: count)
      return count
    }
    index += count
  }

  /// Finds out when the events begin and end; nothing may be added afterwards.
  func seal() {
    guard !isSealed else { return }
    isSealed = true
    (earliest, latest, isOrdered) = Self.extent(of: batch)
  }

  /// Puts the events in the order of their times, those of one time as they came.
  func sort() {
    guard !isOrdered else { return }
    batch.withUnsafeMutableEvents { events in
      // Almost in order: each moves a few places.
      for index in events.indices.dropFirst() {
        let event = events[index]
        var place = index
        while place > 0, events[place - 1].time > event.time {
          events[place] = events[place - 1]
          place -= 1
        }
        events[place] = event
      }
    }
    batch.triggers.sort { $0.time < $1.time }
    isOrdered = true
  }

  /// Removes events outside a sensor and gives their number.
  func removeEvents(outside sensor: SensorGeometry) -> Int {
    let (width, height) = (sensor.width, sensor.height)
    let before = batch.count
    let kept = batch.withUnsafeMutableEvents { events in
      var kept = 0
      for event in events where Int(event.x) < width && Int(event.y) < height {
        events[kept] = event
        kept += 1
      }
      return kept
    }
    batch.truncate(to: kept)
    return before - kept
  }

  private static func extent(
    of batch: borrowing EventBatch
  ) -> (earliest: Int64, latest: Int64, isOrdered: Bool) {
    let events = batch.events
    var (earliest, latest, isOrdered) = (Int64.max, Int64.min, true)
    for index in 0..<events.count {
      let time = events[index].time
      if time < latest { isOrdered = false }
      earliest = min(earliest, time)
      latest = max(latest, time)
    }
    for trigger in batch.triggers {
      earliest = min(earliest, trigger.time)
      latest = max(latest, trigger.time)
    }
    return (earliest, latest, isOrdered)
  }

  /// Replaces the content of a batch with what of another lies in a stretch.
  static func copy(_ batch: borrowing EventBatch, of stretch: RecordingStretch, into part: inout EventBatch) {
    part.removeAll()
    let events = batch.events
    for index in 0..<events.count where events[index].time >= stretch.start && events[index].time < stretch.end {
      part.append(events[index])
    }
    part.triggers += batch.triggers.filter { $0.time >= stretch.start && $0.time < stretch.end }
  }
}
