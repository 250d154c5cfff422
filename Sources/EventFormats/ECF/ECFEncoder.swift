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
    withUnsafeTemporaryAllocation(
      byteCount: ECFSectionWriter.maximumSize(of: events.count), alignment: 16
    ) { room in
      guard let start = room.baseAddress else { return }
      var writer = ECFSectionWriter(start)
      events.withUnsafeBufferPointer { writer.write($0, packing) }
      output.append(contentsOf: UnsafeRawBufferPointer(start: start, count: writer.byteCount))
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
