import EventFormats
import Events
import Testing

@Suite struct EVT21EncoderTests {
  static func words(_ events: [Event], order: EVT21WordOrder = .little) throws(EventFormatError) -> [UInt64] {
    var encoder = EVT21Encoder(options: RAWEncodingOptions(writesHeader: false), wordOrder: order)
    var output: [UInt8] = []
    try encoder.encode(events.span, into: &output)
    try encoder.finish(into: &output)
    return stride(from: 0, to: output.count, by: 8).map { start in
      (0..<8).reduce(0) { $0 | UInt64(output[start + $1]) << UInt64(8 * $1) }
    }
  }

  @Test func eventsOf32ColumnsShareAWord() throws {
    let events = EVT3EncoderTests.row([32, 33, 63, 64, 65, 64], time: 70)
    let word: UInt64 = 1 << 60 | 6 << 54 | 7 << 32
    let expected: [UInt64] = [
      0x8000_0001_0000_0000, word | 32 << 43 | 0x8000_0003, word | 64 << 43 | 3, word | 64 << 43 | 1,
    ]
    let little = try Self.words(events)
    #expect(little == expected)
    let legacy = try Self.words(events, order: .legacy)
    #expect(legacy == expected.map { $0 << 32 | $0 >> 32 })
  }

  @Test func flushGivesEverything() throws {
    var encoder = EVT21Encoder(options: RAWEncodingOptions(writesHeader: false))
    var output: [UInt8] = []
    try encoder.encode(EVT3EncoderTests.row([1]).span, into: &output)
    #expect(output.count == 8)
    encoder.flush(into: &output)
    encoder.flush(into: &output)
    #expect(output.count == 16)
  }
}
