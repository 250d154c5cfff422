import Events

/// Decodes packets of the 16-bit code for libcaer's events: bits 12...15 name the word, and the time begins anew in each packet.
struct LibcaerCompressedPacketDecoder: Sendable {
  static let wordSize = 2

  private enum Code {
    static let timeHigh: UInt16 = 0
    static let timeLow: UInt16 = 1
    static let column: UInt16 = 2
    static let row: UInt16 = 3
    static let vectorBase: UInt16 = 4
    static let vector8: UInt16 = 5
    static let vector12: UInt16 = 6
  }

  private var epoch: Int64 = 0
  private var timeHigh: Int64 = 0
  private var timeLow: Int64 = 0
  private var column: UInt16 = 0
  private var baseRow: UInt16 = 0
  private var basePolarity = Polarity.off
  /// The rows, from `pendingRow` on, of a vector whose events wait for room.
  private var pendingMask: UInt16 = 0
  private var pendingRow: UInt16 = 0

  /// Whether events of a word that has been consumed wait for room.
  var hasPendingEvents: Bool { pendingMask != 0 }

  /// Begins a packet.
  mutating func begin(timeBaseMicroseconds: Int64) {
    epoch = timeBaseMicroseconds
    timeHigh = 0
    timeLow = 0
    pendingMask = 0
  }

  /// Decodes the words from the start of `payload` until the batch is full, and returns the bytes consumed.
  mutating func decode(
    _ payload: RawSpan, at offset: UInt64, into batch: inout EventBatch, _ sink: inout EventPacketSink
  ) -> Int {
    flush(at: offset, into: &batch, &sink)
    var consumed = 0
    while payload.byteCount &- consumed >= Self.wordSize, !batch.isFull {
      let word = payload.unsafeLoadUnaligned(fromByteOffset: consumed, as: UInt16.self)
      let place = offset &+ UInt64(consumed)
      consumed &+= Self.wordSize
      let content = word & 0xFFF
      switch word >> 12 {
      case Code.timeHigh: timeHigh = Int64(content) << 12
      case Code.timeLow: timeLow = Int64(content)
      case Code.column: column = content & 0x7FF
      case Code.row:
        sink.append(event(row: content & 0x7FF, polarity(of: content)), at: place, to: &batch)
      case Code.vectorBase:
        baseRow = content & 0x7FF
        basePolarity = polarity(of: content)
      case Code.vector8: begin(mask: content & 0xFF, rows: 8)
      case Code.vector12: begin(mask: content, rows: 12)
      default: sink.statistics.skip(.unknownType, at: place)
      }
      flush(at: place, into: &batch, &sink)
    }
    return consumed
  }

  private func polarity(of content: UInt16) -> Polarity { content & 0x800 == 0 ? .off : .on }

  private func event(row: UInt16, _ polarity: Polarity) -> Event {
    Event(time: epoch &+ (timeHigh | timeLow), x: column, y: row, polarity: polarity)
  }

  private mutating func begin(mask: UInt16, rows: UInt16) {
    pendingMask = mask
    pendingRow = baseRow
    // Eleven bits and any number of vectors: stay where no row can be reached any more.
    baseRow = min(baseRow + rows, 4096)
  }

  private mutating func flush(at offset: UInt64, into batch: inout EventBatch, _ sink: inout EventPacketSink) {
    while pendingMask != 0, !batch.isFull {
      let bit = UInt16(pendingMask.trailingZeroBitCount)
      pendingMask &= pendingMask &- 1
      sink.append(event(row: pendingRow + bit, basePolarity), at: offset, to: &batch)
    }
  }
}
