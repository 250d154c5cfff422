public import Events

/// Encodes runs of events as ECF chunks.
///
/// ECF cannot hold a pixel beyond column or row 2047, nor a time smaller than that of the event before it: such a run is
/// refused before anything is written, and `obstacle(in:)` says beforehand what stands in the way.
public struct ECFEncoder: Sendable {
  /// Why ECF cannot hold a run of events.
  public enum Obstacle: Equatable, Sendable {
    /// The event's column or row is larger than 2047.
    case coordinate(index: Int, Event)
    /// The event's time is smaller than `previous`, that of the event before it; ECF would give it `previous`.
    case timeStep(index: Int, Event, previous: Int64)
    /// More events than a chunk holds, 65535.
    case count(Int)
  }

  /// Creates an encoder.
  public init() {}

  /// What keeps `events` out of one chunk; nil where nothing does.
  public static func obstacle(in events: Span<Event>) -> Obstacle? {
    guard events.count <= ECF.maximumEventCount else { return .count(events.count) }
    guard events.count > 0 else { return nil }
    var previous = events[0].time
    for index in events.indices {
      let event = events[index]
      if event.x > ECF.maximumCoordinate || event.y > ECF.maximumCoordinate { return .coordinate(index: index, event) }
      if event.time < previous { return .timeStep(index: index, event, previous: previous) }
      previous = event.time
    }
    return nil
  }

  /// Appends the chunk that holds `events`, packed as `packing` says or, where that is nil, as suits them best.
  ///
  /// - Throws: `notRepresentable`, with the event's number as offset, where `obstacle(in:)` gives one.
  public func encode(
    _ events: Span<Event>, packing: ECF.Packing? = nil, into output: inout [UInt8]
  ) throws(EventFormatError) {
    if let obstacle = Self.obstacle(in: events) { throw EventFormatError(obstacle) }
    let packing = packing ?? Self.packing(for: events)
    let packingBits: UInt32 =
      switch packing {
      case .split: 0
      case .xp: ECF.xpBit
      case .yxp: ECF.yxpBit
      }
    let start = events.count > 0 ? events[0].time : 0
    output.append(littleEndian: UInt32(events.count) << 2 | packingBits)
    output.append(littleEndian: UInt64(bitPattern: start))
    Self.appendTimes(events, from: start, to: &output)
    switch packing {
    case .yxp:
      Self.appendPackedPixels(events, to: &output)
    case .xp:
      Self.appendRows(events, to: &output)
      Self.appendPackedColumns(events, to: &output)
    case .split:
      Self.appendRows(events, to: &output)
      Self.appendMaskedColumns(events, to: &output)
      Self.appendPolarities(events, to: &output)
    }
  }

  /// The packing that the vendor's encoder takes for `events`: by the share of neighbours in their first quarter.
  public static func packing(for events: Span<Event>) -> ECF.Packing {
    let looked = events.count < 16 ? events.count : events.count / 4
    var sameRow = 0
    var nearColumn = 0
    var runStart = 0
    for index in 1..<max(looked, 1) {
      if events[index].y == events[index - 1].y { sameRow += 1 }
      if events[index].x > events[index - 1].x, Int(events[index].x) <= Int(events[runStart].x) + 5 {
        nearColumn += 1
      } else {
        runStart = index
      }
    }
    if sameRow * 100 < looked * 20 { return .yxp }
    return nearColumn * 100 < looked * 8 ? .xp : .split
  }

  private static func appendTimes(_ events: Span<Event>, from start: Int64, to output: inout [UInt8]) {
    var time = start
    var index = 0
    while index < events.count {
      let next = events[index].time
      // Both ends are times of events in ascending order, so the difference fits into 64 bits without sign.
      var delta = UInt64(bitPattern: next &- time)
      if delta >= 15 {
        while delta > 0 {
          output.append(0xF0 | UInt8(delta & 15))
          delta >>= 4
        }
      }
      time = next
      var run = 1
      while index + run < events.count, events[index + run].time == next { run += 1 }
      let step = UInt8(delta) << 4
      if run < 15 {
        output.append(step | UInt8(run))
      } else {
        output.append(step | 15)
        output.append(littleEndian: UInt16(run))
      }
      index += run
    }
  }

  private static func appendRows(_ events: Span<Event>, to output: inout [UInt8]) {
    var index = 0
    while index < events.count {
      let row = events[index].y
      var run = 1
      while index + run < events.count, events[index + run].y == row { run += 1 }
      if run < 31 {
        output.append(littleEndian: row << 5 | UInt16(run))
      } else {
        output.append(littleEndian: row << 5 | 31)
        output.append(littleEndian: UInt16(run))
      }
      index += run
    }
  }

  private static func appendMaskedColumns(_ events: Span<Event>, to output: inout [UInt8]) {
    var index = 0
    while index < events.count {
      let first = events[index].x
      var last = first
      var mask: UInt16 = 0
      index += 1
      while index < events.count, events[index].x > last, events[index].x - first <= 5 {
        last = events[index].x
        mask |= 1 << (5 - (last - first))
        index += 1
      }
      output.append(littleEndian: first << 5 | mask)
    }
  }

  private static func appendPolarities(_ events: Span<Event>, to output: inout [UInt8]) {
    var index = 0
    while index < events.count {
      let polarity = events[index].polarity
      var run = 1
      while index + run < events.count, events[index + run].polarity == polarity { run += 1 }
      if run < 127 {
        output.append(polarity.rawValue << 7 | UInt8(run))
      } else {
        output.append(polarity.rawValue << 7 | 127)
        output.append(littleEndian: UInt16(run))
      }
      index += run
    }
  }

  private static func appendPackedColumns(_ events: Span<Event>, to output: inout [UInt8]) {
    for first in stride(from: 0, to: events.count, by: 4) {
      let values = packedGroup(events, from: first) { $0.x << 1 | UInt16($0.polarity.rawValue) }
      output.append(littleEndian: values[0] << 4 | values[1] & 0xF)
      output.append(littleEndian: (values[1] >> 4) << 8 | values[2] & 0xFF)
      output.append(littleEndian: (values[2] >> 8) << 12 | values[3])
    }
  }

  private static func appendPackedPixels(_ events: Span<Event>, to output: inout [UInt8]) {
    for first in stride(from: 0, to: events.count, by: 4) {
      let values = packedGroup(events, from: first) {
        UInt32($0.y) << 12 | UInt32($0.x) << 1 | UInt32($0.polarity.rawValue)
      }
      output.append(littleEndian: values[0] << 8 | values[1] & 0xFF)
      output.append(littleEndian: (values[1] >> 8) << 16 | values[2] & 0xFFFF)
      output.append(littleEndian: (values[2] >> 16) << 24 | values[3])
    }
  }

  /// The packed values of up to four events; those that are missing are 0.
  private static func packedGroup<Value: FixedWidthInteger>(
    _ events: Span<Event>, from first: Int, _ pack: (Event) -> Value
  ) -> InlineArray<4, Value> {
    var values = InlineArray<4, Value>(repeating: 0)
    for lane in 0..<min(4, events.count - first) { values[lane] = pack(events[first + lane]) }
    return values
  }
}

extension EventFormatError {
  /// The error that refuses a run of events because of an obstacle; its offset is the number of the event.
  package init(_ obstacle: ECFEncoder.Obstacle) {
    switch obstacle {
    case .coordinate(let index, let event):
      self.init(
        .notRepresentable, "pixel (\(event.x), \(event.y)): ECF holds columns and rows 0...\(ECF.maximumCoordinate)",
        at: UInt64(index))
    case .timeStep(let index, let event, let previous):
      self.init(
        .notRepresentable,
        "time \(event.time) µs follows \(previous) µs: ECF cannot go back in time; sort the events or clamp their times",
        at: UInt64(index))
    case .count(let count):
      self.init(
        .notRepresentable, "\(count) events: an ECF chunk holds at most \(ECF.maximumEventCount)",
        at: UInt64(ECF.maximumEventCount))
    }
  }
}
