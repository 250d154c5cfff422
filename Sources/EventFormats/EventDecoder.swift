public import Events

/// Turns the bytes of one stream into events, incrementally.
///
/// Bytes may arrive in pieces of any size: every way of cutting a stream gives the same events and the same statistics.
/// No input traps: what cannot be read is skipped and counted by reason; only a stream that is not of the format at all,
/// or cannot be read any further, throws.
public protocol EventDecoder: Sendable {
  /// What the stream's header says; nil until the header has been read.
  var description: StreamDescription? { get }

  /// What has been decoded and what has been skipped so far, by reason.
  var statistics: DecodingStatistics { get }

  /// Decodes bytes that follow those of the last call.
  ///
  /// Consumes all of `bytes` unless the batch is full; incomplete records are kept inside until the rest arrives. A decoder
  /// that still has events to give after all bytes were consumed says so through `hasPendingEvents`.
  ///
  /// - Parameters:
  ///   - bytes: the next piece of the stream.
  ///   - batch: where events are appended, in stream order.
  /// - Returns: the number of bytes consumed, 0...bytes.byteCount; less than all only when the batch is full.
  mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int

  /// Whether events are waiting inside for room in a batch; call `decode` with no bytes to get them.
  var hasPendingEvents: Bool { get }

  /// Ends the stream: counts what was left incomplete. Call it when `hasPendingEvents` is false.
  ///
  /// A decoder that had to wait for more bytes may have events to give now: where `hasPendingEvents` is true afterwards, call
  /// `decode` with no bytes until it is false.
  mutating func finish(into batch: inout EventBatch) throws(EventFormatError)
}

extension EventDecoder {
  /// False: most decoders give every event as soon as its bytes are consumed.
  public var hasPendingEvents: Bool { false }
}
