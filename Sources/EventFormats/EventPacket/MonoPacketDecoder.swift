import Events

/// Decodes packets of 64-bit words with times in nanoseconds: bits 0...31 time from the packet's time base; for events bits 32...47
/// x, 48...62 y, 63 polarity; for triggers bit 63 the edge.
struct MonoPacketDecoder: Sendable {
  static let wordSize = 8

  /// Whether the words are triggers.
  var isTriggers = false

  private var timeBase: UInt64 = 0

  /// Begins a packet.
  mutating func begin(timeBaseNanoseconds: UInt64) { timeBase = timeBaseNanoseconds }

  /// Decodes the words from the start of `payload` until the batch is full, and returns the bytes consumed.
  mutating func decode(
    _ payload: RawSpan, at offset: UInt64, into batch: inout EventBatch, _ sink: inout EventPacketSink
  ) -> Int {
    var consumed = 0
    while payload.byteCount &- consumed >= Self.wordSize, !batch.isFull {
      let word = payload.unsafeLoadUnaligned(fromByteOffset: consumed, as: UInt64.self)
      let nanoseconds = timeBase.addingReportingOverflow(word & 0xFFFF_FFFF)
      let time = Int64(nanoseconds.partialValue / 1000)
      if isTriggers {
        batch.triggers.append(TriggerEvent(time: time, channel: 0, isRising: word >> 63 == 1))
        sink.statistics.triggers += 1
      } else {
        sink.append(
          Event(
            time: time, x: UInt16(truncatingIfNeeded: word >> 32), y: UInt16((word >> 48) & 0x7FFF),
            polarity: word >> 63 == 0 ? .off : .on), at: offset &+ UInt64(consumed), to: &batch)
      }
      consumed &+= Self.wordSize
    }
    return consumed
  }
}
