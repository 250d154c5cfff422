public import Events

/// Decodes Prophesee RAW files: a text header, then words in one of the encodings EVT2, EVT2.1, EVT3 and EVT4.
///
/// Older files state neither a `format` nor a size; both are then taken from the camera named in the header, and where that
/// is unknown the size stays unknown. Throws `empty`, `notThisFormat`, `badHeader` or `unsupported`, all for the header: words
/// are never reason enough to stop. Source: `RAWHeader`, `EVT2`, `EVT21`, `EVT3`, `EVT4`.
public struct RAWDecoder: LossTolerantDecoder {
  /// What the header says, completed by the user; nil until the header has been read.
  public private(set) var description: StreamDescription?

  private let givenEncoding: EventFormat?
  private let options: DecodingOptions
  private var header = ASCIIHeader()
  private var interpretation: RAWHeader?
  private var words: (any LossTolerantDecoder)?
  /// Bytes consumed that wait for the word order to be found, or for room in a batch.
  private var held: [UInt8] = []
  private var heldStart = 0
  private var wordOrderDetection = EVT21WordOrderDetection()
  private var hasEnded = false

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - encoding: `evt2`, `evt21`, `evt3` or `evt4`, whatever the header says; needed where there is no header.
  ///   - options: what the user knows better than the header.
  public init(encoding: EventFormat? = nil, options: DecodingOptions = DecodingOptions()) {
    givenEncoding = encoding
    self.options = options
  }

  /// What has been decoded and what has been skipped so far.
  public var statistics: DecodingStatistics { words?.statistics ?? DecodingStatistics() }

  /// Whether events are waiting for room in a batch.
  public var hasPendingEvents: Bool {
    guard let words else { return false }
    return heldStart < held.count || words.hasPendingEvents
  }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    var consumed = 0
    if interpretation == nil {
      consumed = try header.consume(bytes)
      guard header.isComplete else { return consumed }
      try interpretHeader()
    }
    if words == nil {
      // The word order is still to be found.
      let taken = min(bytes.byteCount - consumed, EVT21WordOrderDetection.byteLimit + 8 - held.count)
      bytes.extracting(consumed..<consumed + taken).withUnsafeBytes { held.append(contentsOf: $0) }
      consumed += taken
      let seen = held
      guard wordOrderDetection.look(at: seen.span) else { return consumed }
      startWords()
    }
    guard try drainHeld(into: &batch) else { return consumed }
    if hasEnded { try words?.finish(into: &batch) }
    return try consumed + (words?.decode(bytes.extracting(droppingFirst: consumed), into: &batch) ?? 0)
  }

  /// Ends the stream: counts what was left incomplete.
  ///
  /// EVT2.1 words whose order could not be found before are decoded now: where `hasPendingEvents` is true afterwards, call
  /// `decode` with no bytes as during the stream.
  ///
  /// - Throws: `empty` where there were no bytes, otherwise as `decode`.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if interpretation == nil {
      try header.finish()
      guard header.byteCount > 0 || !header.replay.isEmpty else {
        throw EventFormatError(.empty, "The stream has no bytes, not even a RAW header", at: 0)
      }
      try interpretHeader()
    }
    if words == nil { startWords() }
    if try drainHeld(into: &batch) {
      try words?.finish(into: &batch)
    } else {
      hasEnded = true
    }
  }

  /// Says that bytes before the next ones were lost: events are skipped until the time and the row are known again.
  public mutating func noteLostBytes() { words?.noteLostBytes() }

  private mutating func interpretHeader() throws(EventFormatError) {
    let interpretation = try RAWHeader(header, encoding: givenEncoding, options: options)
    self.interpretation = interpretation
    description = StreamDescription(
      format: interpretation.encoding, variant: interpretation.wordOrder?.rawValue ?? "",
      geometry: interpretation.geometry, geometryOrigin: interpretation.geometryOrigin, metadata: header.entries)
    held = header.replay
    if interpretation.encoding != .evt21 || interpretation.wordOrder != nil { startWords() }
  }

  /// Creates the decoder of the words; the header is known, and so is the word order, or `held` tells it.
  private mutating func startWords() {
    guard let interpretation, var description else { return }
    let wordOrder = interpretation.wordOrder ?? wordOrderDetection.wordOrder
    if interpretation.encoding == .evt21 { description.variant = wordOrder.rawValue }
    self.description = description
    let timeOrigin: RAWTimeOrigin =
      options.countsFromFirstTimeBase
      ? .firstTimeBase : .absolute(offsetMicroseconds: interpretation.timeOffsetMicroseconds)
    let offset = header.byteCount
    words =
      switch interpretation.encoding {
      case .evt21:
        EVT21Decoder(description: description, wordOrder: wordOrder, timeOrigin: timeOrigin, offset: offset)
      case .evt3: EVT3Decoder(description: description, timeOrigin: timeOrigin, offset: offset)
      case .evt4: EVT4Decoder(description: description, timeOrigin: timeOrigin, offset: offset)
      default: EVT2Decoder(description: description, timeOrigin: timeOrigin, offset: offset)
      }
  }

  /// Decodes what is held.
  ///
  /// - Returns: whether nothing is held any more.
  private mutating func drainHeld(into batch: inout EventBatch) throws(EventFormatError) -> Bool {
    let held = held
    while heldStart < held.count {
      let taken = try words?.decode(held.span.bytes.extracting(droppingFirst: heldStart), into: &batch) ?? 0
      guard taken > 0 else { return false }
      heldStart += taken
    }
    self.held = []
    heldStart = 0
    return true
  }
}
