public import Events

/// Turns events into the bytes of one stream, incrementally.
public protocol EventEncoder: Sendable {
  /// Appends the bytes that encode `events` to `output`, the stream's header first at the first call.
  mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError)

  /// Appends external trigger edges; formats that cannot hold them throw `notRepresentable`.
  mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError)

  /// Appends whatever ends the stream.
  mutating func finish(into output: inout [UInt8]) throws(EventFormatError)
}
