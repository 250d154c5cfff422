import EventFormats
import Events

/// All that a decoder gives for a stream.
struct DecodingOutcome: Equatable {
  var events: [Event] = []
  var triggers: [TriggerEvent] = []
  var description: StreamDescription?
  var statistics = DecodingStatistics()
  var error: EventFormatError?

  /// Decodes `bytes`, given in pieces that end at `cuts`, with batches of `capacity` events.
  init(
    _ start: some EventDecoder, of bytes: [UInt8], cuts: some Sequence<Int> = [Int](), capacity: Int = 64
  ) {
    var decoder = start
    var batch = EventBatch(capacity: capacity)
    do throws(EventFormatError) {
      var position = 0
      for end in Array(cuts) + [bytes.count] {
        while position < end {
          let piece = bytes.span.bytes.extracting(position..<end)
          defer { take(&batch) }
          let consumed = try decoder.decode(piece, into: &batch)
          precondition(consumed == piece.byteCount || batch.isFull, "stopped although the batch has room")
          position += consumed
        }
      }
      try takePending(&decoder, &batch)
      do {
        defer { take(&batch) }
        try decoder.finish(into: &batch)
      }
      try takePending(&decoder, &batch)
    } catch {
      self.error = error
    }
    description = decoder.description
    statistics = decoder.statistics
  }

  private mutating func takePending(
    _ decoder: inout some EventDecoder, _ batch: inout EventBatch
  ) throws(EventFormatError) {
    while decoder.hasPendingEvents {
      defer { take(&batch) }
      let consumed = try decoder.decode(RawSpan(), into: &batch)
      precondition(consumed == 0 && (!batch.isEmpty || !decoder.hasPendingEvents), "pending events are not given")
    }
  }

  private mutating func take(_ batch: inout EventBatch) {
    for index in 0..<batch.count { events.append(batch.events[index]) }
    triggers += batch.triggers
    batch.removeAll()
  }
}
