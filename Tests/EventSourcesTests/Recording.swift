import EventFormats
import EventSources
import Events

/// A DAT recording made for a test.
struct Recording {
  var events: [Event]
  var bytes: [UInt8]

  static let geometry = SensorGeometry(width: 304, height: 240)

  /// Events at every `step` microseconds with some disorder, so that the 32-bit time wraps where `step` is large.
  init(count: Int, step: Int64, start: Int64 = 5) throws {
    var time = start
    var events: [Event] = []
    for index in 0..<count {
      time += step
      let jitter: Int64 = index % 10 == 3 ? 3 : 0
      events.append(
        Event(
          time: time - jitter, x: UInt16(index % 304), y: UInt16(index % 240), polarity: index % 3 == 0 ? .on : .off))
    }
    var encoder = DATEncoder(options: .init(geometry: Self.geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    self.events = events
    self.bytes = bytes
  }
}

/// Reads all that is left of a source, with batches of `capacity`.
func readAll(
  _ source: inout some EventSource & ~Copyable, capacity: Int = 1000
) throws(EventSourceError) -> (events: [Event], triggers: [TriggerEvent]) {
  var batch = EventBatch(capacity: capacity)
  var events: [Event] = []
  var triggers: [TriggerEvent] = []
  while try source.read(into: &batch) {
    for index in 0..<batch.count { events.append(batch.events[index]) }
    triggers += batch.triggers
  }
  return (events, triggers)
}
