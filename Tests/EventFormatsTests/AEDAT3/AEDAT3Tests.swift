import EventFormats
import Events
import Testing

@Suite struct AEDAT3Tests {
  static func header(source: String = "DAVIS346", format: String = "RAW", version: String = "3.1") -> [UInt8] {
    Array(
      ("#!AER-DAT\(version)\r\n#Format: \(format)\r\n#Source 1: \(source)\r\n#Start-Time: 2026-01-01 10:00:00 (TZ+0100)\r\n"
        + "#-Source 0: x\r\n#!END-HEADER\r\n").utf8)
  }

  static func packet(
    type: Int16 = 1, source: Int16 = 1, size: Int32 = 8, timeOffset: Int32 = 4, overflow: Int32 = 0,
    count: Int32? = nil,
    _ events: [[UInt8]]
  ) -> [UInt8] {
    let number = count ?? Int32(events.count)
    return AEDAT4File.little(type) + AEDAT4File.little(source)
      + [size, timeOffset, overflow, number, number, number].flatMap { AEDAT4File.little($0) } + events.flatMap { $0 }
  }

  static func polarity(_ x: UInt32, _ y: UInt32, _ isOn: UInt32, _ ticks: Int32, valid: UInt32 = 1) -> [UInt8] {
    AEDAT4File.little(valid | isOn << 1 | y << 2 | x << 17) + AEDAT4File.little(ticks)
  }

  static func special(_ type: UInt32, _ ticks: Int32, valid: UInt32 = 1) -> [UInt8] {
    AEDAT4File.little(valid | type << 1 | 99 << 8) + AEDAT4File.little(ticks)
  }

  static let packets: [[UInt8]] = [
    packet(type: 0, [special(1, 0)]),
    packet([polarity(0, 0, 1, 5), polarity(345, 259, 0, 6), polarity(1, 1, 1, 7, valid: 0), polarity(346, 0, 1, 7)]),
    packet(type: 2, size: 100, [[UInt8](repeating: 1, count: 100)]),
    packet(
      type: 0,
      [
        special(2, 8), special(3, 9), special(4, 10), special(0, 11), special(7, 12), special(9, 13),
        special(2, 14, valid: 0),
      ]),
    packet(source: 2, [polarity(9, 9, 1, 9)]), packet(type: 99, size: 3, [[1, 2, 3]]), packet([]),
    packet(size: 12, [polarity(2, 2, 0, 4) + [1, 2, 3, 4], polarity(3, 3, 1, -1) + [1, 2, 3, 4]]),
    packet(timeOffset: 0, [polarity(2, 2, 0, 4)]), packet(size: 4, [[1, 2, 3, 4]]),
    packet(overflow: -1, [polarity(2, 2, 0, 4)]),
  ]

  static let expected = [
    Event(time: 5, x: 0, y: 0, polarity: .on), Event(time: 6, x: 345, y: 259, polarity: .off),
    Event(time: 4, x: 2, y: 2, polarity: .off),
  ]

  @Test func decodesPolarityAndSpecialEvents() {
    let bytes = Self.header() + Self.packets.flatMap { $0 }
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT3Decoder())
    #expect(outcome.error == nil && outcome.events == Self.expected)
    #expect(
      outcome.triggers == [
        TriggerEvent(time: 8, channel: 0, isRising: true), TriggerEvent(time: 9, channel: 0, isRising: false),
        TriggerEvent(time: 10, channel: 0, isRising: true), TriggerEvent(time: 12, channel: 1, isRising: false),
        TriggerEvent(time: 13, channel: 2, isRising: true),
      ])
    let statistics = outcome.statistics
    #expect(statistics[.markedInvalid] == 2 && statistics[.outOfRange] == 1 && statistics[.unknownType] == 1)
    // The reset, the frames, the wrap and the other camera.
    #expect(statistics[.notEvents] == 4)
    // A negative time, and three packets.
    #expect(statistics[.malformed] == 4 && statistics.backwardSteps == 1)
    #expect(outcome.description?.geometry == SensorGeometry(width: 346, height: 260))
    #expect(outcome.description?.geometryOrigin == .system)
  }

  @Test func anotherCameraCanBeChosen() {
    let bytes = Self.header() + Self.packets.flatMap { $0 }
    let outcome = DecodingOutcome(AEDAT3Decoder(options: .init(source: 2)), of: bytes)
    #expect(outcome.events == [Event(time: 9, x: 9, y: 9, polarity: .on)] && outcome.triggers.isEmpty)
  }

  @Test func timeWrapsTwice() {
    let bytes =
      Self.header(source: "unknown")
      + Self.packet([Self.polarity(1, 1, 1, .max), Self.polarity(32_767, 32_767, 1, .max)])
      + Self.packet(type: 0, [Self.special(0, .max)])
      + Self.packet(overflow: 1, [Self.polarity(1, 1, 1, 0), Self.polarity(1, 1, 1, .max)])
      + Self.packet(type: 0, overflow: 2, [Self.special(2, 3)]) + Self.packet(overflow: 2, [Self.polarity(1, 1, 1, 4)])
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT3Decoder())
    let wrap: Int64 = 1 << 31
    #expect(outcome.events.map(\.time) == [wrap - 1, wrap - 1, wrap, 2 * wrap - 1, 2 * wrap + 4])
    #expect(outcome.triggers == [TriggerEvent(time: 2 * wrap + 3, channel: 0, isRising: true)])
    #expect(outcome.statistics.timeWraps == 2 && outcome.statistics.backwardSteps == 0)
    #expect(outcome.description?.geometry == nil)
    let last = Self.header() + Self.packet(overflow: .max, [Self.polarity(1, 1, 1, .max)])
    #expect(DecodingOutcome(AEDAT3Decoder(), of: last).events.first?.time == 1 << 62 - 1)
  }

  @Test func aRecordingThatBreaksOffIsReadAsFarAsItGoes() {
    let whole = Self.header() + Self.packet((0..<100).map { Self.polarity(1, 1, 1, Int32($0)) })
    for count in [
      Self.header().count + 1, Self.header().count + 27, Self.header().count + 28, whole.count - 9, whole.count - 1,
    ] {
      let outcome = DecoderChecks.outcome(of: Array(whole[..<count]), by: AEDAT3Decoder())
      #expect(outcome.error == nil && outcome.statistics[.truncated] == 1 && outcome.statistics.skipped == 1)
      #expect(outcome.statistics.firstOffset(of: .truncated) == UInt64(Self.header().count))
      #expect(outcome.events.count == max(count - Self.header().count - 28, 0) / 8)
    }
  }

  @Test func survivesDamage() {
    let bytes = Self.header() + Self.packets.flatMap { $0 }
    DecoderChecks.surviveDamage(of: bytes, seed: 12, rounds: 1000, by: AEDAT3Decoder())
  }

  @Test func refusesWhatItCannotRead() {
    for (bytes, code, words) in [
      ([], .empty, "empty"), (Array(Self.header().dropLast(20)), .badHeader, "END-HEADER"),
      (Array("#!AER-DAT3.1\r\n#Format: RAW\r\n".utf8) + [1, 2, 3], .badHeader, "END-HEADER"),
      (Array("% evt 3\n".utf8), .notThisFormat, "#!AER-DAT3.1"), (Self.header(version: "2.0"), .unsupported, "aedat2"),
      (Self.header(version: "3.0"), .unsupported, "3.0"), (Self.header(format: "SerialTS"), .unsupported, "SerialTS"),
      (Self.header(format: "SerialTS,PNGFrames"), .unsupported, "PNGFrames"),
      (Self.header() + Self.packet(size: -8, count: 1, []), .damaged, "1 events of -8 bytes"),
      (Self.header() + Self.packet(count: -1, []), .damaged, "-1 events"),
      (Self.header() + Self.packet(size: 0, []), .damaged, "0 events of 0 bytes"),
    ] as [([UInt8], EventFormatError.Code, String)] {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT3Decoder())
      #expect(outcome.error?.code == code && outcome.error?.message.contains(words) == true, "\(words)")
    }
  }
}
