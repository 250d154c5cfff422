import EventFormats
import Events
import Testing

@Suite struct EVT3EncoderTests {
  /// The words of `events` without a header.
  static func words(
    _ events: [Event], width: Int? = nil, interval: Int64? = nil
  ) throws(EventFormatError) -> [UInt16] {
    let options = RAWEncodingOptions(
      geometry: width.map { SensorGeometry(width: $0, height: 720) }, writesHeader: false)
    var encoder = EVT3Encoder(options: options, timeHighIntervalMicroseconds: interval)
    var output: [UInt8] = []
    try encoder.encode(events.span, into: &output)
    try encoder.finish(into: &output)
    return words(of: output)
  }

  static func words(of bytes: [UInt8]) -> [UInt16] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }

  static func row(_ columns: some Sequence<Int>, time: Int64 = 0, y: UInt16 = 7) -> [Event] {
    columns.map { Event(time: time, x: UInt16($0), y: y, polarity: .on) }
  }

  @Test func onlyWhatChangesIsSent() throws {
    let events = [
      Event(time: 5, x: 1, y: 7, polarity: .on), Event(time: 5, x: 1, y: 7, polarity: .off),
      Event(time: 6, x: 2, y: 7, polarity: .off), Event(time: 6, x: 2, y: 8, polarity: .off),
    ]
    let words = try Self.words(events)
    #expect(words == [0x8000, 0x6005, 0x0007, 0x2801, 0x2001, 0x6006, 0x2002, 0x0008, 0x2002])
  }

  @Test func aNewUpperHalfIsFollowedByLowerHalfAndRow() throws {
    let words = try Self.words(Self.row([1], time: 4095) + Self.row([2], time: 4096) + Self.row([3], time: 12_288))
    #expect(words == [0x8000, 0x6FFF, 0x0007, 0x2801, 0x8001, 0x6000, 0x0007, 0x2802, 0x8003, 0x6000, 0x0007, 0x2803])
  }

  @Test func fourEventsWithin32ColumnsAreAVector() throws {
    let vector = try Self.words(Self.row([100, 101, 112, 131]))
    #expect(vector == [0x8000, 0x6000, 0x0007, 0x3864, 0x4003, 0x4001, 0x5080])
    let wide = try Self.words(Self.row([100, 101, 112, 132]))
    #expect(wide == [0x8000, 0x6000, 0x0007, 0x2864, 0x2865, 0x2870, 0x2884])
    let few = try Self.words(Self.row([100, 101, 102]))
    #expect(few == [0x8000, 0x6000, 0x0007, 0x2864, 0x2865, 0x2866])
    let falling = try Self.words(Self.row([103, 102, 101, 100]))
    #expect(falling.count == 7 && falling.suffix(4).allSatisfy { $0 >> 12 == 2 })
    let repeated = try Self.words(Self.row([100, 100, 101, 101]))
    #expect(repeated.suffix(4).allSatisfy { $0 >> 12 == 2 })
  }

  @Test func vectorsEndAtTheEdgeOfTheSensor() throws {
    let edge = try Self.words(Self.row(1276..<1280), width: 1280)
    #expect(edge == [0x8000, 0x6000, 0x0007, 0x3800 | 1248, 0x4000, 0x4000, 0x50F0])
    let narrow = try Self.words(Self.row(0..<4), width: 31)
    #expect(narrow.suffix(4).allSatisfy { $0 >> 12 == 2 })
    let unknown = try Self.words(Self.row(2044..<2048))
    #expect(unknown == [0x8000, 0x6000, 0x0007, 0x3800 | 2016, 0x4000, 0x4000, 0x50F0])
  }

  @Test func gapsAcrossWrapsShowEveryWrap() throws {
    let words = try Self.words(Self.row([1], time: 5) + Self.row([2], time: 3 << 24))
    #expect(
      words == [0x8000, 0x6005, 0x0007, 0x2801]
        + [0x8FFF, 0x8000, 0x8FFF, 0x8000, 0x8FFF, 0x8000, 0x6000, 0x0007, 0x2802])
  }

  @Test func theUpperHalfIsRepeatedWhereAsked() throws {
    let events = Self.row([1], time: 0) + Self.row([2], time: 15) + Self.row([3], time: 16) + Self.row([4], time: 40)
    let words = try Self.words(events, interval: 16)
    #expect(words == [0x8000, 0x6000, 0x0007, 0x2801, 0x600F, 0x2802, 0x8000, 0x6010, 0x2803, 0x8000, 0x6028, 0x2804])
  }

  @Test func packetsCanBeDecodedAlone() throws {
    var encoder = EVT3Encoder(options: RAWEncodingOptions(writesHeader: false))
    var first: [UInt8] = []
    var second: [UInt8] = []
    try encoder.encode(Self.row(0..<8, time: 70).span, into: &first)
    encoder.endPacket(into: &first)
    try encoder.encode(Self.row([9], time: 70).span, into: &second)
    encoder.endPacket(into: &second)
    #expect(DecodingOutcome(EVT3Decoder(), of: first).events == Self.row(0..<8, time: 70))
    #expect(DecodingOutcome(EVT3Decoder(), of: second).events == Self.row([9], time: 70))
    #expect(Self.words(of: second) == [0x8000, 0x6046, 0x0007, 0x2809])
  }
}
