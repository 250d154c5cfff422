import Events

/// Streams of events for tests.
enum EventStreams {
  /// A generator whose numbers depend on its seed alone.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  /// Events at random places, with steps back of up to `disorder` microseconds.
  static func random(
    _ count: Int, seed: UInt64, geometry: SensorGeometry = SensorGeometry(width: 16, height: 12),
    step: ClosedRange<Int64> = 0...50, disorder: Int64 = 0
  ) -> [Event] {
    var generator = Generator(seed: seed)
    var time: Int64 = 1_000
    return (0..<count).map { _ in
      time += Int64.random(in: step, using: &generator)
      return Event(
        time: time - (disorder > 0 ? Int64.random(in: 0...disorder, using: &generator) : 0),
        x: UInt16.random(in: 0..<UInt16(geometry.width), using: &generator),
        y: UInt16.random(in: 0..<UInt16(geometry.height), using: &generator),
        polarity: Bool.random(using: &generator) ? .on : .off)
    }
  }

  /// The same events in pieces of at most `size`.
  static func pieces(_ events: [Event], of size: Int) -> [[Event]] {
    stride(from: 0, to: events.count, by: size).map { Array(events[$0..<min($0 + size, events.count)]) }
  }

  /// A batch with these events and triggers.
  static func batch(_ events: [Event], triggers: [TriggerEvent] = []) -> EventBatch {
    var batch = EventBatch(capacity: max(64, events.count))
    for event in events { batch.append(event) }
    batch.triggers = triggers
    return batch
  }

  /// The events of a batch.
  static func array(_ batch: borrowing EventBatch) -> [Event] { (0..<batch.count).map { batch.events[$0] } }
}
