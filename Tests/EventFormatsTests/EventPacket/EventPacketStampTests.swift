import EventFormats
import Events
import Testing

@Suite struct EventPacketStampTests {
  typealias Message = PacketRecording.Message

  private static func message(_ words: [UInt16], sequence: UInt64, stamp: Int64) -> Message {
    var message = Message(.evt3, words: words, sequence: sequence)
    message.header.stampNanoseconds = stamp
    return message
  }

  /// Decodes messages with batches that are taken when they are full; the stamps, counted over all batches.
  private static func stamps(_ messages: [Message]) -> [HostStamp] {
    var decoder = EventPacketMessageDecoder()
    var batch = EventBatch(capacity: 64)
    var stamps: [HostStamp] = []
    var events = 0
    for message in messages {
      let bytes = message.cdr
      _ = decoder.decode(bytes.span.bytes, into: &batch)
      while !batch.isEmpty {
        for var stamp in batch.stamps {
          stamp.index += events
          stamps.append(stamp)
        }
        events += batch.count
        batch.removeAll()
        _ = decoder.decode(RawSpan(), into: &batch)
      }
    }
    return stamps
  }

  @Test func everyPacketStampsItsFirstEvent() {
    let run: [UInt16] = (0..<100).map { 0x2000 | $0 }
    let stamps = Self.stamps([
      Self.message([0x8001, 0x6002, 0x0005] + run, sequence: 0, stamp: 7_000_000),
      // A packet without an event stamps none.
      Self.message([0x6003], sequence: 1, stamp: 7_500_000),
      Self.message([0x6004] + run, sequence: 2, stamp: 8_000_000),
    ])
    #expect(
      stamps == [
        HostStamp(index: 0, sensorMicroseconds: 0x1002, hostNanoseconds: 7_000_000),
        HostStamp(index: 100, sensorMicroseconds: 0x1004, hostNanoseconds: 8_000_000),
      ])
  }

  @Test func aStampThatWasLeftOutSaysNothing() {
    let stamps = Self.stamps([
      Self.message([0x8000, 0x6000, 0x0005, 0x2001], sequence: 0, stamp: 0),
      Self.message([0x6001, 0x2001], sequence: 1, stamp: 0),
    ])
    // Time 0 may be meant.
    #expect(stamps == [HostStamp(index: 0, sensorMicroseconds: 0, hostNanoseconds: 0)])
  }
}
