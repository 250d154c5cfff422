import Events

/// Refuses the stream of a format that can only be read with the whole file at hand.
struct FileOnlyDecoder: EventDecoder {
  let format: EventFormat

  var description: StreamDescription? { nil }
  var statistics: DecodingStatistics { DecodingStatistics() }

  func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    try finish(into: &batch)
    return bytes.byteCount
  }

  func finish(into batch: inout EventBatch) throws(EventFormatError) {
    throw EventFormatError(
      .unsupported, "\(format.rawValue) cannot be read as a stream, for example from standard input: name a file", at: 0
    )
  }
}
