import EventFormats
import Events
import TestSupport
import Testing

@Suite struct EventPacketEncodingTests {
  typealias Message = PacketRecording.Message

  @Test func evt3StateGoesOnFromPacketToPacket() {
    // Time, row, event; in the next packet an event alone, then a new time.
    let outcome = PacketRecording.decode([
      Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2800 | 7]),
      Message(.evt3, words: [0x2000 | 9, 0x6003, 0x3800 | 100, 0x4005], sequence: 1),
      Message(.evt3, words: [0x5003], sequence: 2),
    ])
    #expect(
      outcome.events == [
        Event(time: 0x1002, x: 7, y: 5, polarity: .on), Event(time: 0x1002, x: 9, y: 5, polarity: .off),
        Event(time: 0x1003, x: 100, y: 5, polarity: .on), Event(time: 0x1003, x: 102, y: 5, polarity: .on),
        Event(time: 0x1003, x: 112, y: 5, polarity: .on), Event(time: 0x1003, x: 113, y: 5, polarity: .on),
      ])
    #expect(outcome.error == nil && outcome.statistics.lostPackets == 0)
    #expect(outcome.description?.variant == "evt3")
    #expect(outcome.description?.geometry == SensorGeometry(width: 640, height: 480))
    #expect(outcome.description?.metadata.map(\.value) == ["/a/events", "cam"])
  }

  @Test func lostPacketsAreCountedAndTheStateIsForgotten() {
    let outcome = PacketRecording.decode([
      Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2007]),
      Message(.evt3, words: [0x2008, 0x8002, 0x2009, 0x6001, 0x200A, 0x0006, 0x200B], sequence: 5),
      // A driver that was started again numbers anew.
      Message(.evt3, words: [0x200C, 0x8002, 0x6005, 0x0001, 0x200D], sequence: 0),
    ])
    #expect(outcome.events.map(\.x) == [7, 11, 13])
    #expect(outcome.events.map(\.time) == [0x1002, 0x2001, 0x2005])
    #expect(outcome.statistics.lostPackets == 4)
  }

  @Test func evt3TimeBaseIsAdded() {
    let outcome = PacketRecording.decode([
      Message(.evt3, words: [0x8000, 0x6001, 0x0005, 0x2007], timeBase: 16_777_216_000),
      Message(.evt3, words: [0xA301, 0x2007], sequence: 1, timeBase: 0),
    ])
    #expect(outcome.events.map(\.time) == [0x100_0001, 0x100_0001])
    #expect(outcome.triggers == [TriggerEvent(time: 0x100_0001, channel: 3, isRising: true)])
    #expect(outcome.statistics.triggers == 1)
  }

  @Test func libcaerTimesWrapInsideAPacket() {
    func quad(_ x: UInt64, _ y: UInt64, _ polarity: UInt64, time: Int32, isValid: Bool = true) -> UInt64 {
      (isValid ? 1 : 0) | polarity << 1 | y << 2 | x << 17 | UInt64(UInt32(bitPattern: time)) << 32
    }
    let outcome = PacketRecording.decode([
      Message(
        .libcaer,
        quads: [
          quad(639, 479, 1, time: .max), quad(0, 0, 0, time: 5), quad(1, 1, 1, time: 4),
          quad(2, 2, 0, time: 6, isValid: false),
          quad(3, 3, 0, time: -1), quad(640, 0, 0, time: 7), quad(4, 4, 1, time: 8),
        ], timeBase: 1_000_000_500),
      Message(.libcaer, quads: [quad(9, 9, 1, time: 3)], sequence: 1, timeBase: 3_000_000_000_000_999),
    ])
    let second: Int64 = 1_000_000
    #expect(
      outcome.events == [
        Event(time: second + Int64(Int32.max), x: 639, y: 479, polarity: .on),
        Event(time: second + 5 + 1 << 31, x: 0, y: 0, polarity: .off),
        Event(time: second + 4 + 1 << 31, x: 1, y: 1, polarity: .on),
        Event(time: second + 8 + 1 << 31, x: 4, y: 4, polarity: .on),
        Event(time: 3_000_000_000_003, x: 9, y: 9, polarity: .on),
      ])
    #expect(outcome.statistics.timeWraps == 1 && outcome.statistics.backwardSteps == 1)
    #expect(outcome.statistics[.markedInvalid] == 1)
    #expect(outcome.statistics[.malformed] == 1)
    #expect(outcome.statistics[.outOfRange] == 1)
    #expect(outcome.statistics.firstOffset(of: .outOfRange) == 40)
  }

  @Test func compressedLibcaerBeginsAnewInEachPacket() {
    let outcome = PacketRecording.decode([
      Message(
        .libcaerCompressed,
        words: [0x2005, 0x3803, 0x1007, 0x3004, 0x0002, 0x3805, 0x4810, 0x5081, 0x6801, 0x3000 | 481, 0x7000, 0xF123],
        timeBase: 1_000_999),
      Message(.libcaerCompressed, words: [0x3001, 0x5003], sequence: 1, timeBase: 2_000_000),
    ])
    #expect(
      outcome.events == [
        Event(time: 1000, x: 5, y: 3, polarity: .on), Event(time: 1007, x: 5, y: 4, polarity: .off),
        Event(time: 9199, x: 5, y: 5, polarity: .on), Event(time: 9199, x: 5, y: 16, polarity: .on),
        Event(time: 9199, x: 5, y: 23, polarity: .on), Event(time: 9199, x: 5, y: 24, polarity: .on),
        Event(time: 9199, x: 5, y: 35, polarity: .on), Event(time: 2000, x: 5, y: 1, polarity: .off),
        Event(time: 2000, x: 5, y: 36, polarity: .on), Event(time: 2000, x: 5, y: 37, polarity: .on),
      ])
    #expect(outcome.statistics[.unknownType] == 2)
    #expect(outcome.statistics[.outOfRange] == 1)
  }

  @Test func vectorsWithoutEndStayOnTheSensor() {
    let words: [UInt16] = [0x2005, 0x47FF] + [UInt16](repeating: 0x6FFF, count: 40000)
    let outcome = PacketRecording.decode([Message(.libcaerCompressed, words: words)])
    #expect(outcome.events.isEmpty)
    #expect(outcome.statistics[.outOfRange] == 480_000)
  }

  @Test func monoAndTriggerTimesAreNanoseconds() {
    let events = PacketRecording.decode([
      Message(.mono, quads: [1500 | 7 << 32 | 9 << 48 | 1 << 63, 0xFFFF_FFFF | 1 << 32], timeBase: 10_600)
    ])
    #expect(
      events.events == [
        Event(time: 12, x: 7, y: 9, polarity: .on), Event(time: 4_294_977, x: 1, y: 0, polarity: .off),
      ])
    let triggers = PacketRecording.decode([Message(.trigger, quads: [2000 | 1 << 63, 3999], timeBase: 1_000)])
    #expect(
      triggers.triggers == [
        TriggerEvent(time: 3, channel: 0, isRising: true), TriggerEvent(time: 4, channel: 0, isRising: false),
      ])
    #expect(triggers.events.isEmpty && triggers.statistics.triggers == 2)
  }

  @Test(arguments: EventPacketEncoding.allCases) func bigEndianWordsAreTurned(encoding: EventPacketEncoding) {
    var random = SplitMix64(state: 3)
    let payload = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &random) }
    var message = Message(encoding, payload)
    let expected = PacketRecording.decode([message])
    let size = encoding == .libcaer ? 4 : encoding == .mono || encoding == .trigger ? 8 : 2
    message.payload = stride(from: 0, to: payload.count, by: size).flatMap { payload[$0..<($0 + size)].reversed() }
    message.header.isBigEndian = true
    #expect(PacketRecording.decode([message]) == expected)
    #expect(expected.statistics.events + expected.statistics.triggers + expected.statistics.skipped > 0)
  }

  @Test func cutWordsBelongToNoOtherPacket() {
    let outcome = PacketRecording.decode([
      Message(.evt3, [0x01, 0x80, 0x02, 0x60, 0x05, 0x00, 0x07]), Message(.evt3, words: [0x2009], sequence: 1),
    ])
    #expect(outcome.events == [Event(time: 0x1002, x: 9, y: 5, polarity: .off)])
    #expect(outcome.statistics[.malformed] == 1)
  }

  @Test func packetsThatDoNotFitTheFirstAreSkipped() {
    var wide = Message(.evt3, words: [0x2008], sequence: 1)
    wide.header.width = 641
    let other = Message(.libcaerCompressed, words: [0x3001], sequence: 2)
    var unknown = Message(.evt3, words: [0x2008], sequence: 3)
    unknown.header.encoding = "evt9"
    let outcome = PacketRecording.decode([
      Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2007]), wide, other, unknown,
      Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x200A], sequence: 1),
    ])
    #expect(outcome.events.map(\.x) == [7, 10])
    #expect(outcome.statistics[.malformed] == 2)
    #expect(outcome.statistics[.unknownType] == 1)
  }

  @Test func givenGeometryWins() {
    var decoder = MCAPDecoder(geometry: SensorGeometry(width: 8, height: 8))
    let bytes = PacketRecording.mcap([Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2007, 0x2008])])
    var outcome = DecodingOutcome(decoder, of: bytes)
    #expect(outcome.events.map(\.x) == [7])
    #expect(outcome.statistics[.outOfRange] == 1)
    #expect(outcome.description?.geometryOrigin == .option)
    var message = Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2007])
    message.header.width = 0
    decoder = MCAPDecoder()
    outcome = DecodingOutcome(decoder, of: PacketRecording.mcap([message]))
    #expect(outcome.description != nil && outcome.description?.geometry == nil)
    #expect(outcome.events.count == 1)
  }

  @Test func everyCutMessageIsSkipped() {
    let whole = Message(.evt3, words: [0x8001, 0x6002, 0x0005, 0x2007])
    for serialization in [ROSSerialization.cdr, .ros1] {
      let bytes = serialization == .cdr ? whole.cdr : whole.ros1
      for length in 0...bytes.count {
        let header = bytes[..<length].withUnsafeBytes { EventPacketHeader($0, serialization) }
        #expect((header != nil) == (length == bytes.count))
      }
      var header = bytes.withUnsafeBytes { EventPacketHeader($0, serialization) }
      #expect(header?.payload == (bytes.count - 8)..<bytes.count)
      header?.payload = 0..<0
      #expect(header == whole.header)
    }
    // The other byte order of CDR, and kinds that are none.
    let big: [UInt8] =
      [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0x61, 0, 0, 0, 0, 0, 1, 0xE0, 0, 0, 2, 0x80]
      + [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 5] + Array("evt3\0".utf8) + [0, 0, 0]
      + [0, 0, 0, 1, 0x77]
    let header = big.withUnsafeBytes { EventPacketHeader($0, .cdr) }
    #expect(header?.width == 640 && header?.height == 480 && header?.sequence == 3)
    #expect(header?.timeBaseNanoseconds == 4 && header?.encoding == "evt3" && header?.frameID == "a")
    #expect(header?.payload == (big.count - 1)..<big.count)
    var wrong = whole.cdr
    wrong[1] = 7
    #expect(wrong.withUnsafeBytes { EventPacketHeader($0, .cdr) } == nil)
  }
}
