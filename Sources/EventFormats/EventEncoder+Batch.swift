public import Events

extension EventEncoder {
  /// Appends the bytes that encode a batch: its events, and each of its triggers before the first event that is later.
  ///
  /// - Throws: as the two `encode` that this calls; `notRepresentable` where there are triggers and the format holds none.
  public mutating func encode(
    _ batch: borrowing EventBatch, into output: inout [UInt8]
  ) throws(EventFormatError) {
    let events = batch.events
    var position = 0
    for trigger in batch.triggers {
      let start = position
      while position < events.count && events[position].time <= trigger.time { position += 1 }
      try encode(events.extracting(start..<position), into: &output)
      try encode(triggers: [trigger], into: &output)
    }
    try encode(events.extracting(position..<events.count), into: &output)
  }
}
