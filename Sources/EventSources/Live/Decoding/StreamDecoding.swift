import EventFormats
import Events

/// Turns what one connection receives into events; finds the format from the first bytes where nobody says it.
struct StreamDecoding: ~Copyable {
  private let givenFormat: EventFormat?
  private let options: DecodingOptions
  private var decoder: (any EventDecoder)?
  /// Bytes that the format is to be found from, or that wait for room in a batch.
  private var held: [UInt8] = []
  private var heldStart = 0

  /// Creates the decoding of a stream that begins now.
  init(format: EventFormat?, options: DecodingOptions) {
    givenFormat = format
    self.options = options
  }

  /// What is known of the stream; nil until enough has come.
  var description: StreamDescription? { decoder?.description }

  /// What has been decoded and skipped so far.
  var statistics: DecodingStatistics { decoder?.statistics ?? DecodingStatistics() }

  /// Whether events wait for room in a batch.
  var hasPendingEvents: Bool {
    guard let decoder else { return false }
    return heldStart < held.count || decoder.hasPendingEvents
  }

  /// Takes note of a piece whose bytes come next.
  mutating func begin(
    _ piece: ReceivedPiece, bytes: RawSpan, arrivalMicroseconds: Int64
  ) throws(EventFormatError) {
    if decoder == nil, let format = givenFormat ?? piece.format {
      start(format, piece)
    } else if decoder == nil, piece.isMessage {
      start(try Self.formatOfMessage(bytes), piece)
    }
    if piece.lostPackets > 0, var tolerant = decoder as? any LossTolerantDecoder {
      tolerant.noteLostBytes()
      decoder = tolerant
    }
    if piece.isMessage, var messages = decoder as? any MessageDecoder {
      messages.beginMessage(arrivalMicroseconds: arrivalMicroseconds)
      decoder = messages
    }
  }

  /// Decodes the next bytes until the batch is full, and returns how many were consumed.
  mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if decoder == nil {
      bytes.withUnsafeBytes { held.append(contentsOf: $0) }
      guard let format = try FormatDetection.format(of: held.span.bytes, isAll: false) else { return bytes.byteCount }
      // The 5-byte records of ATIS have no mark: anything at all would do.
      guard format != .atisBinary else { throw Self.unknown }
      start(format)
      try drain(into: &batch)
      return bytes.byteCount
    }
    try drain(into: &batch)
    guard heldStart == held.count else { return 0 }
    return try decoder?.decode(bytes, into: &batch) ?? 0
  }

  /// Ends the stream; where `hasPendingEvents` is true afterwards, call `decode` with no bytes.
  mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    try decoder?.finish(into: &batch)
  }

  private mutating func start(_ format: EventFormat, _ piece: ReceivedPiece? = nil) {
    var options = options
    options.geometry = options.geometry ?? piece?.geometry
    options.wordOrder = options.wordOrder ?? piece?.wordOrder
    // Messages have bounds that a stream of bytes has not.
    decoder =
      format == .eventPacket && piece?.isMessage == true
      ? EventPacketMessageDecoder(geometry: options.geometry) : format.makeDecoder(options: options)
  }

  private mutating func drain(into batch: inout EventBatch) throws(EventFormatError) {
    guard heldStart < held.count else { return }
    let bytes = held
    heldStart += try decoder?.decode(bytes.span.bytes.extracting(droppingFirst: heldStart), into: &batch) ?? 0
    if heldStart == held.count { (held, heldStart) = ([], 0) }
  }

  private static func formatOfMessage(_ bytes: RawSpan) throws(EventFormatError) -> EventFormat {
    if EventPacketMessageDecoder.recognises(bytes) { return .eventPacket }
    throw unknown
  }

  private static var unknown: EventFormatError {
    EventFormatError(
      .notThisFormat,
      "the stream does not say its format by a header: give it with the option for the format, such as evt3", at: 0)
  }
}
