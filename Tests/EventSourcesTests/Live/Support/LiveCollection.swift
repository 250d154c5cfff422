import EventFormats
import EventSources
import Events

/// What a live source gives.
struct LiveCollection {
  var events: [Event] = []
  /// The number of events before each beginning of a session.
  var sessionStarts: [Int] = []
  /// The bounds told by reads without events.
  var quietBounds: [Int64] = []

  /// Reads until so many events have come, then stops the source and reads it to its end.
  static func read(
    _ source: inout LiveSource, until count: Int, capacity: Int = 1000
  ) throws(EventSourceError) -> LiveCollection {
    let control = source.control
    return try read(&source, capacity: capacity) { collection in
      if collection.events.count >= count { control.stop() }
    }
  }

  /// Reads to the end; `body` is called after each read.
  static func read(
    _ source: inout LiveSource, capacity: Int = 1000, _ body: (LiveCollection) -> Void
  ) throws(EventSourceError) -> LiveCollection {
    var collection = LiveCollection()
    var batch = EventBatch(capacity: capacity)
    while try source.read(into: &batch) {
      if source.timing?.beginsSession == true { collection.sessionStarts.append(collection.events.count) }
      if batch.isEmpty, let bound = source.timing?.closedBefore { collection.quietBounds.append(bound) }
      for index in 0..<batch.count { collection.events.append(batch.events[index]) }
      body(collection)
    }
    return collection
  }
}

extension LiveSourceSettings {
  /// Settings of a source that is patient with nothing, so that tests end soon.
  init(_ address: String, format: EventFormat? = nil, seed: UInt64 = 1) throws(EventSourceError) {
    self.init(address: try SourceAddress(address), format: format)
    backoff = Backoff(firstNanoseconds: 1_000_000, longestNanoseconds: 10_000_000)
    self.seed = seed
  }
}
