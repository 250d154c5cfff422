import EventFormats
import EventSources
import Events

/// A sum over all values of all events and their order, easily computed with numpy too.
struct Checksum {
  var eventCount: UInt64 = 0
  var value: UInt64 = 0

  init(of path: String) throws(EventSourceError) {
    var file = try AnyRecording(path: path)
    var batch = EventBatch()
    while try file.read(into: &batch) {
      let events = batch.events
      for index in events.indices {
        let event = events[index]
        let word =
          UInt64(bitPattern: event.time) << 29 | UInt64(event.x) << 15 | UInt64(event.y) << 1
          | UInt64(event.polarity.rawValue)
        eventCount += 1
        value &+= eventCount &* word
      }
    }
  }

  var json: String { "{\"events\": \(eventCount), \"checksum\": \(value)}" }
}
