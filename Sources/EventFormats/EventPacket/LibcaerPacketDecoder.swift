import Events

/// Decodes packets of libcaer's polarity events: `u32` data (bit 0 valid, bit 1 polarity, bits 2...16 y, 17...31 x) and `i32` time
/// in microseconds, which counts from the packet's time base and wraps at 2^31.
struct LibcaerPacketDecoder: Sendable {
  /// A fall of the time by more than this is a wrap.
  private static let wrapThreshold: Int64 = 1 << 30
  private static let period: Int64 = 1 << 31
  static let recordSize = 8

  private var epoch: Int64 = 0
  private var last: Int64 = 0

  /// Begins a packet.
  mutating func begin(timeBaseMicroseconds: Int64) {
    epoch = timeBaseMicroseconds
    last = 0
  }

  /// Decodes the records from the start of `payload` until the batch is full, and returns the bytes consumed.
  mutating func decode(
    _ payload: RawSpan, at offset: UInt64, into batch: inout EventBatch, _ sink: inout EventPacketSink
  ) -> Int {
    var consumed = 0
    while payload.byteCount &- consumed >= Self.recordSize, !batch.isFull {
      let data = payload.unsafeLoadUnaligned(fromByteOffset: consumed, as: UInt32.self)
      let time = Int64(payload.unsafeLoadUnaligned(fromByteOffset: consumed &+ 4, as: Int32.self))
      let place = offset &+ UInt64(consumed)
      consumed &+= Self.recordSize
      guard data & 1 == 1 else {
        // What a filter of libcaer has crossed out.
        sink.statistics.skip(.markedInvalid, at: place)
        continue
      }
      guard time >= 0 else {
        sink.statistics.skip(.malformed, at: place)
        continue
      }
      if last - time > Self.wrapThreshold {
        epoch &+= Self.period
        sink.statistics.timeWraps += 1
      }
      last = time
      sink.append(
        Event(
          time: epoch &+ time, x: UInt16(data >> 17), y: UInt16((data >> 2) & 0x7FFF),
          polarity: data & 2 == 0 ? .off : .on), at: place, to: &batch)
    }
    return consumed
  }
}
