import EventFormats
import Events
import Testing

@Suite struct AEDAT2Tests {
  static func header(chip: String?, lineEnd: String = "\r\n") -> String {
    var lines = ["#!AER-DAT2.0", "# This is a raw AE data file", "# created Thu Jan 01 00:00:00 CET 2026"]
    if let chip { lines.append("# AEChip: eu.seebetter.ini.chips.davis.\(chip)") }
    lines += ["#   <node name=\"prefs\">", "#End of Preferences"]
    return lines.map { $0 + lineEnd }.joined()
  }

  static func record(_ address: UInt32, _ ticks: UInt32) -> [UInt8] {
    [address, ticks].flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  static func dvs128(_ x: UInt32, _ y: UInt32, _ bit: UInt32) -> UInt32 { x << 1 | y << 8 | bit }
  static func davis(_ x: UInt32, _ y: UInt32, _ isOn: UInt32) -> UInt32 { x << 12 | y << 22 | isOn << 11 }

  static let davisFile: [UInt8] =
    Array(header(chip: "DAVIS240C").utf8) + record(davis(0, 0, 1), 10) + record(davis(239, 179, 0), 20)
    + record(1 << 31 | davis(5, 5, 1), 0xFFFF_FFFF) + record(0x8000_0C00, 21) + record(davis(240, 0, 1), 0xFFFF_FFF0)
    + record(davis(0, 180, 1), 22) + record(1 << 10 | 3, 30) + record(1 << 10 | 2, 31) + record(1 << 10 | 4, 32)
    + record(davis(1, 2, 1), 25) + record(davis(3, 4, 0), 24) + [1, 2, 3]

  @Test func decodesDAVIS() {
    let outcome = DecoderChecks.outcome(of: Self.davisFile, everyCut: true, by: AEDAT2Decoder())
    #expect(
      outcome.events == [
        Event(time: 10, x: 239, y: 179, polarity: .on), Event(time: 20, x: 0, y: 0, polarity: .off),
        Event(time: 25, x: 238, y: 177, polarity: .on), Event(time: 24, x: 236, y: 175, polarity: .off),
      ])
    #expect(
      outcome.triggers == [
        TriggerEvent(time: 30, channel: 0, isRising: true), TriggerEvent(time: 31, channel: 0, isRising: false),
        TriggerEvent(time: 32, channel: 0, isRising: true),
      ])
    let statistics = outcome.statistics
    #expect(statistics[.notEvents] == 2 && statistics[.outOfRange] == 2 && statistics[.truncated] == 1)
    #expect(statistics.backwardSteps == 1 && statistics.timeWraps == 0 && statistics.skipped == 5)
    #expect(statistics.firstOffset(of: .notEvents) == UInt64(Self.header(chip: "DAVIS240C").utf8.count + 16))
    #expect(outcome.description?.geometry == SensorGeometry(width: 240, height: 180))
    #expect(outcome.description?.geometryOrigin == .system && outcome.description?.variant == "2.0 davis")
    #expect(outcome.description?.metadata.contains { $0.key == "AEChip" } == true)
  }

  @Test func decodesDVS128() {
    let bytes =
      Array(Self.header(chip: "DVS128").utf8) + Self.record(Self.dvs128(0, 0, 1), 1)
      + Self.record(Self.dvs128(127, 126, 0), 2) + Self.record(1 << 15 | 2, 3) + Self.record(1 << 16 | 2, 4)
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder())
    #expect(
      outcome.events == [
        Event(time: 1, x: 127, y: 127, polarity: .off), Event(time: 2, x: 0, y: 1, polarity: .on),
        Event(time: 4, x: 126, y: 127, polarity: .on),
      ])
    #expect(outcome.triggers == [TriggerEvent(time: 3, channel: 0, isRising: true)])
    #expect(outcome.statistics.suspicious == 1 && outcome.statistics.skipped == 0)
    #expect(outcome.description?.geometry == SensorGeometry(width: 128, height: 128))
  }

  @Test func decodesTheGestureLayout() {
    let bytes = Array(Self.header(chip: nil).utf8) + Self.record(3 << 17 | 5 << 2 | 1 << 1 | 1, 7)
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder(options: .init(chip: .gesture)))
    #expect(outcome.events == [Event(time: 7, x: 3, y: 5, polarity: .on)])
    #expect(outcome.description?.geometry == SensorGeometry(width: 128, height: 128))
  }

  @Test func axesAreTurnedAsTheOptionSays() {
    let bytes = Array(Self.header(chip: "Davis346blue").utf8) + Self.record(Self.davis(5, 7, 1), 1)
    for (flip, x, y) in [
      (.neither, 5, 7), (.horizontal, 340, 7), (.vertical, 5, 252), (.both, 340, 252), (nil, 340, 252),
    ]
      as [(AEDAT2.Flip?, UInt16, UInt16)]
    {
      let outcome = DecodingOutcome(AEDAT2Decoder(options: .init(flip: flip)), of: bytes)
      #expect(outcome.events == [Event(time: 1, x: x, y: y, polarity: .on)])
    }
    let small = DecodingOutcome(AEDAT2Decoder(geometry: SensorGeometry(width: 10, height: 10)), of: bytes)
    #expect(small.events == [Event(time: 1, x: 4, y: 2, polarity: .on)])
  }

  /// Records whose first byte is `#`: a row of DAVIS.
  @Test func recordsThatLookLikeLinesAreRecords() {
    let address = Self.davis(0x52, 0x8C, 1) | 0x23 << 24
    let plain = Self.record(0x2341_4141, 0x4141_4141)
    for payload in [
      Self.record(address, 5), Self.record(address, 0x0D0A_0D0A), Self.record(0x2300_0D0A, 9), plain + [0x0A],
      plain + [0x0D, 0x41, 0x0A] + plain, plain + plain + [0x00] + plain,
    ] {
      let bytes = Array(Self.header(chip: "DAVIS346").utf8) + payload
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder())
      #expect(outcome.error == nil)
      let records = payload.count / 8
      #expect(outcome.events.count + outcome.triggers.count + Int(outcome.statistics.skipped) >= records)
      #expect(outcome.statistics[.truncated] == (payload.count % 8 == 0 ? 0 : 1))
    }
    // More records in one line of text than fit into a batch.
    let many = Array(Self.header(chip: "DAVIS346").utf8) + (0..<500).flatMap { _ in plain } + [0]
    let outcome = DecoderChecks.outcome(of: many, by: AEDAT2Decoder())
    #expect(outcome.error == nil && outcome.statistics[.truncated] == 1)
    #expect(outcome.events.count + outcome.triggers.count + Int(outcome.statistics.skipped) == 501)
    #expect(outcome.events.count > 64)
  }

  @Test func linesMayEndWithALineFeedOnlyIfTheFirstDoes() {
    let bytes = Array(Self.header(chip: "DAVIS240C", lineEnd: "\n").utf8) + Self.record(Self.davis(1, 1, 1), 6)
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder())
    #expect(outcome.events == [Event(time: 6, x: 238, y: 178, polarity: .on)])
    let end = "#End Of ASCII Header\r\n"
    let payload = Self.record(0x2341_4141, 0x0D0A_0000)
    let ended = Array((Self.header(chip: "DAVIS240C") + end).utf8) + payload
    let afterEnd = DecoderChecks.outcome(of: ended, everyCut: true, by: AEDAT2Decoder())
    #expect(afterEnd.events == [Event(time: 0x0D0A_0000, x: 219, y: 38, polarity: .off)])
  }

  @Test func timeWrapsAtBothOfItsLimitsTwice() {
    let address = Self.davis(1, 1, 1)
    for (limit, ticks) in [
      (Int64(1) << 31, [0, 0x7FFF_FFF0, 5, 0x4000_0000, 0x7FFF_FFFF, 0, 7] as [UInt32]),
      (Int64(1) << 32, [0, 0x8000_0000, 0xFFFF_FFF0, 5, 0x7FFF_0000, 0x9000_0000, 0xFFFF_FFFF, 0, 7]),
    ] {
      let bytes = Array(Self.header(chip: "DAVIS240C").utf8) + ticks.flatMap { Self.record(address, $0) }
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder())
      #expect(outcome.statistics.timeWraps == 2 && outcome.statistics.backwardSteps == 0)
      #expect(outcome.events.last?.time == 2 * limit + 7)
    }
  }

  @Test func aResetIsNoWrap() {
    var clock = AEDAT2Clock()
    for (ticks, time, isWrap) in [
      (0x6000_0000, 0x6000_0000, false), (0, 0, false), (0x7FFF_FFFF, 0x7FFF_FFFF, false),
      (AEDAT2Clock.wrapMargin, Int64(AEDAT2Clock.wrapMargin), false), (0x7FFF_FFFF, 0x7FFF_FFFF, false),
      (AEDAT2Clock.wrapMargin - 1, 1 << 31 | Int64(AEDAT2Clock.wrapMargin) - 1, true),
    ] as [(UInt32, Int64, Bool)] {
      #expect(clock.advance(to: ticks) == isWrap && clock.time == time)
    }
  }

  @Test func survivesDamage() {
    DecoderChecks.surviveDamage(of: Self.davisFile, seed: 11, rounds: 1000, by: AEDAT2Decoder())
  }

  @Test func refusesWhatItCannotRead() {
    let records = Self.record(2, 3)
    for (bytes, code, words) in [
      ([], .empty, "empty"), (Array("#!AER".utf8), .badHeader, "inside a line"),
      (Array("#!AER-DAT2.0\r\n# AEChip: DVS128\r\n# x".utf8), .badHeader, "inside a line"),
      (Array("abc".utf8), .notThisFormat, "begins with the line"),
      (Array("# abc\r\n".utf8) + records, .notThisFormat, "#!AER-DAT2.0"),
      (Array("#!AER-DAT1.0\r\n".utf8) + records, .unsupported, "version 1.0"),
      (Array("#!AER-DAT3.1\r\n".utf8) + records, .unsupported, "aedat3"),
      (Array(Self.header(chip: nil).utf8) + records, .unsupported, "dvs128, davis, gesture"),
      (Array(Self.header(chip: "CochleaAMS1c").utf8) + records, .unsupported, "CochleaAMS1c"),
      (Array(Self.header(chip: "DavisNext").utf8) + records, .unsupported, "sensor's size"),
    ] as [([UInt8], EventFormatError.Code, String)] {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT2Decoder())
      #expect(outcome.error?.code == code && outcome.error?.message.contains(words) == true, "\(words)")
    }
    let given = DecodingOutcome(
      AEDAT2Decoder(geometry: SensorGeometry(width: 346, height: 260)),
      of: Array(Self.header(chip: "DavisNext").utf8) + Self.record(Self.davis(0, 0, 0), 3))
    #expect(given.events.count == 1 && given.description?.geometryOrigin == .option)
  }
}
