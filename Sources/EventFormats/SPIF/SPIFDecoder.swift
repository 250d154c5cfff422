public import Events

/// Decodes SPIF's 32-bit little-endian words as aestream sends them in UDP datagrams.
///
/// Bits 0...14 are y, bit 15 the polarity, bits 16...30 x. Where bit 31 is 0 another word follows with the time in microseconds; where
/// it is 1 there is none, and the event has the time at which its datagram arrived. Times of 32 bits are extended to 64 as those of
/// DAT. There is no numbering: datagrams that were lost cannot be noticed.
public struct SPIFDecoder: MessageDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public private(set) var statistics = DecodingStatistics()

  private let bounds: PixelBounds
  private var clock = DATClock()
  private var order = TimeOrder()
  private var arrival: Int64 = 0
  private var offset: UInt64 = 0
  private var word = PartialWord<UInt32>()
  /// The first word of an event whose time is still to come.
  private var untimed: UInt32?

  /// Creates a decoder.
  ///
  /// - Parameter geometry: the sensor's size; events outside it are skipped and counted.
  public init(geometry: SensorGeometry? = nil) {
    bounds = PixelBounds(geometry)
    description = StreamDescription(
      format: .spif, geometry: geometry, geometryOrigin: geometry == nil ? nil : .option)
  }

  /// Sets the time of events without one.
  public mutating func beginMessage(arrivalMicroseconds: Int64) { arrival = arrivalMicroseconds }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    var consumed = 0
    while consumed < bytes.byteCount, !batch.isFull {
      let (whole, taken) = word.fill(from: bytes.extracting(droppingFirst: consumed))
      consumed += taken
      offset &+= UInt64(taken)
      guard let whole else { break }
      take(whole, into: &batch)
    }
    return consumed
  }

  /// Ends the stream: counts an event that is cut off.
  public mutating func finish(into batch: inout EventBatch) { noteLostBytes() }

  /// Says that bytes before the next ones were lost, which begin with an event.
  public mutating func noteLostBytes() {
    if word.byteCount > 0 || untimed != nil { statistics.skip(.truncated, at: offset) }
    word.clear()
    untimed = nil
  }

  private mutating func take(_ word: UInt32, into batch: inout EventBatch) {
    if let event = untimed {
      untimed = nil
      if clock.isWrap(word) { statistics.timeWraps += 1 }
      clock.advance(to: word)
      give(event, time: clock.base &+ Int64(word), into: &batch)
    } else if word >> 31 == 0 {
      untimed = word
    } else {
      give(word, time: arrival, into: &batch)
    }
  }

  private mutating func give(_ word: UInt32, time: Int64, into batch: inout EventBatch) {
    let x = word >> 16 & 0x7FFF
    let y = word & 0x7FFF
    guard bounds.contains(x: Int32(x), y: Int32(y)) else { return statistics.skip(.outOfRange, at: offset &- 4) }
    if order.follow(time) { statistics.backwardSteps += 1 }
    statistics.events += 1
    batch.append(
      Event(time: time, x: UInt16(x), y: UInt16(y), polarity: word >> 15 & 1 == 1 ? .on : .off))
  }
}
