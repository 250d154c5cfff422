import EventFormats
import Events
import TestSupport
import Testing

@Suite struct AEDAT4DecoderTests {
  static let geometry = SensorGeometry(width: 346, height: 260)
  static let triggers: [(time: Int64, kind: Int8)] = [
    (5, 1), (6, 2), (7, 3), (8, 0), (9, 4), (10, 5), (11, 9), (12, 10), (13, -1),
  ]
  static let edges = [
    TriggerEvent(time: 5, channel: 0, isRising: true), TriggerEvent(time: 6, channel: 0, isRising: false),
    TriggerEvent(time: 7, channel: 0, isRising: true),
  ]

  static func events(_ count: Int, start: Int64 = 1_600_000_000_000_000) -> [Event] {
    DecoderChecks.events(count: count, geometry: geometry, start: start, seed: UInt64(count))
  }

  /// A file with packets of all kinds.
  static func file(_ compression: Int32) -> AEDAT4File {
    var file = AEDAT4File(compression: compression)
    file.streams += [(2, "FRME", "camera"), (3, "EVTS", "camera"), (4, "TRIG", "other")]
    let odd =
      AEDAT4File.record(1, 346, 0, 1) + AEDAT4File.record(2, 0, 260, 1) + AEDAT4File.record(3, -1, 0, 1)
      + AEDAT4File.record(4, 0, -1, 0) + AEDAT4File.record(5, 345, 259, 7)
    file.packets = [
      .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(events(200)))),
      .init(stream: 2, content: AEDAT4File.structs([], identifier: "FRME")),
      .init(stream: 0, content: AEDAT4File.structs([])),
      .init(stream: 1, content: AEDAT4File.triggers(triggers)),
      .init(stream: 3, content: AEDAT4File.structs(AEDAT4File.records(events(3)))),
      .init(stream: 4, content: AEDAT4File.triggers(triggers)),
      .init(stream: 0, content: AEDAT4File.structsBeforeFields(AEDAT4File.records(events(70)))),
      .init(stream: 9, content: AEDAT4File.structs([], identifier: "IMUS")),
      .init(stream: 9, content: AEDAT4File.structs([], identifier: "WHAT")),
      .init(stream: 0, content: AEDAT4File.structs(odd, tail: [9, 9, 9])),
    ]
    return file
  }

  @Test(arguments: 0...4)
  func givesTheEventsAndTriggersOfOneCamera(compression: Int32) {
    let bytes = Self.file(compression).bytes
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT4Decoder())
    let expected = Self.events(200) + Self.events(70) + [Event(time: 5, x: 345, y: 259, polarity: .on)]
    #expect(outcome.error == nil && outcome.events == expected)
    #expect(outcome.triggers == Self.edges)
    let statistics = outcome.statistics
    #expect(statistics[.outOfRange] == 4 && statistics.suspicious == 1)
    // Four packets and four triggers that are no edges.
    #expect(statistics[.notEvents] == 4 + 4)
    // One packet and two triggers.
    #expect(statistics[.unknownType] == 1 + 2)
    #expect(statistics.skipped == 4 + 8 + 3)
    #expect(statistics.backwardSteps == 2)
    #expect(outcome.description?.geometry == Self.geometry && outcome.description?.geometryOrigin == .header)
    #expect(outcome.description?.metadata.first?.value == "EVTS, evts, camera, 346x260")
  }

  @Test func anotherStreamCanBeChosen() {
    let outcome = DecodingOutcome(AEDAT4Decoder(options: .init(stream: 3)), of: Self.file(1).bytes)
    #expect(outcome.events == Self.events(3))
  }

  @Test func skippedEventsHaveTheirPlace() {
    var file = AEDAT4File()
    file.packets = [
      .init(
        stream: 0, content: AEDAT4File.structs(AEDAT4File.records(Self.events(100)) + AEDAT4File.record(1, 346, 0, 1)))
    ]
    let outcome = DecoderChecks.outcome(of: file.bytes, by: AEDAT4Decoder())
    #expect(outcome.statistics.firstOffset(of: .outOfRange) == UInt64(file.bytes.count - 16))
    file.compression = 1
    let compressed = DecoderChecks.outcome(of: file.bytes, by: AEDAT4Decoder())
    #expect(compressed.statistics.firstOffset(of: .outOfRange) == UInt64(file.headerBytes.count))
  }

  @Test func streamsThatTheHeaderDoesNotListAreRead() {
    for compression in [0, 1] as [Int32] {
      var file = AEDAT4File(compression: compression)
      file.streams = []
      file.packets = [
        .init(stream: -5, content: AEDAT4File.structs(AEDAT4File.records(Self.events(5)))),
        .init(stream: 1, content: AEDAT4File.structs(AEDAT4File.records(Self.events(6)))),
        .init(stream: 8, content: AEDAT4File.triggers(Self.triggers)),
      ]
      let outcome = DecoderChecks.outcome(of: file.bytes, everyCut: true, by: AEDAT4Decoder())
      #expect(outcome.error == nil && outcome.events == Self.events(5) && outcome.triggers == Self.edges)
      #expect(outcome.description?.geometry == nil && outcome.description?.metadata.isEmpty == true)
    }
  }

  @Test func theTableAtTheEndIsPassedOver() {
    var file = Self.file(1)
    let end = Int64(file.bytes.count)
    file.tablePosition = end
    file.tail = [0x04, 0x22, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]
    let outcome = DecoderChecks.outcome(of: file.bytes, by: AEDAT4Decoder())
    #expect(outcome.error == nil && outcome.events.count == 271 && outcome.statistics[.truncated] == 0)
    // A place beyond the end, or inside a packet, is that of no table.
    for place in [end + 1000, 100, Int64.max, Int64.min, end - 1] {
      file.tail = []
      file.tablePosition = place
      let other = DecodingOutcome(AEDAT4Decoder(), of: file.bytes)
      #expect(other.error == nil && other.events == outcome.events)
    }
  }

  @Test(arguments: 0...4)
  func aRecordingThatBreaksOffIsReadAsFarAsItGoes(compression: Int32) {
    let events = Self.events(9000)
    var file = AEDAT4File(compression: compression)
    file.packets = [
      .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(Array(events[..<100])))),
      .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(Array(events[100...])))),
    ]
    let bytes = file.bytes
    let second = bytes.count - AEDAT4File.packetBytes(file.packets[1], compression: compression).count
    for count in [second + 1, second + 7, second + 8, second + 9, second + 50, bytes.count - 3000, bytes.count - 1] {
      let outcome = DecoderChecks.outcome(of: Array(bytes[..<count]), by: AEDAT4Decoder())
      #expect(outcome.error == nil && outcome.statistics[.truncated] == 1 && outcome.statistics.skipped == 1)
      #expect(outcome.statistics.firstOffset(of: .truncated) == UInt64(second))
      #expect(outcome.events.count >= 100 && events.starts(with: outcome.events))
      if compression == 0 { #expect(outcome.events.count == 100 + max(count - second - 40, 0) / 16) }
      // LZ4 frames have blocks of 64 KiB: the first comes out of a frame whose second breaks off.
      if compression == 1 && count > bytes.count - 3001 { #expect(outcome.events.count >= 100 + 4000) }
    }
  }

  @Test func damagedPacketsAreSkipped() {
    let sound = AEDAT4File.structs(AEDAT4File.records(Self.events(3)))
    var damaged: [[UInt8]] = [[], [1], [1, 2, 3], [0, 0, 0, 0], Array(sound.dropLast()), Array(sound.prefix(31))]
    // The size, the root, the list of fields, the field's place, the vector's place and count lead outside.
    for position in [0, 1, 3, 4, 7, 14, 16, 18, 20, 23, 24, 27, 28, 31] {
      var bytes = sound
      bytes[position] = 0xF1
      damaged.append(bytes)
    }
    for compression in [0, 1, 3] as [Int32] {
      for content in damaged {
        var file = AEDAT4File(compression: compression)
        file.packets = [
          .init(stream: 0, content: content),
          .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(Self.events(2)))),
        ]
        let outcome = DecoderChecks.outcome(of: file.bytes, everyCut: true, by: AEDAT4Decoder())
        #expect(outcome.error == nil && outcome.events == Self.events(2), "\(content.prefix(32))")
        #expect(outcome.statistics[.malformed] == 1 && outcome.statistics.skipped == 1)
        #expect(outcome.statistics.firstOffset(of: .malformed) == UInt64(file.headerBytes.count))
      }
    }
    // Events in a stream of triggers and the other way round.
    var file = AEDAT4File()
    file.packets = [.init(stream: 1, content: sound), .init(stream: 0, content: AEDAT4File.triggers(Self.triggers))]
    let outcome = DecoderChecks.outcome(of: file.bytes, everyCut: true, by: AEDAT4Decoder())
    #expect(outcome.statistics[.malformed] == 2 && outcome.events.isEmpty && outcome.triggers.isEmpty)
  }

  @Test func packetsThatCannotBeFoundEndTheStream() {
    var file = AEDAT4File(compression: 1)
    file.packets = [
      .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(Self.events(20)))),
      .init(stream: 0, content: [1, 2, 3, 4], statedSize: -1),
    ]
    let outcome = DecoderChecks.outcome(of: file.bytes, everyCut: true, by: AEDAT4Decoder())
    #expect(outcome.events == Self.events(20))
    #expect(outcome.error?.code == .damaged && outcome.error?.message.contains("size -1") == true)
    let size = AEDAT4File.packetBytes(file.packets[0], compression: 1).count
    #expect(outcome.error?.offset == UInt64(file.headerBytes.count + size))
  }

  @Test func bombsAreRefused() {
    let zeros = [UInt8](repeating: 0, count: 70 << 20)
    for compression in [1, 3] as [Int32] {
      var file = AEDAT4File(compression: compression)
      file.packets = [.init(stream: 0, content: AEDAT4File.structs(zeros))]
      let bytes = file.bytes
      let outcome = DecodingOutcome(AEDAT4Decoder(), of: bytes, cuts: [1500], capacity: 100_000)
      #expect(outcome.error?.code == .damaged && outcome.error?.message.contains("decompresses to more than") == true)
      #expect(outcome.events.isEmpty)
    }
  }

  @Test(arguments: [0, 1, 3] as [Int32])
  func survivesDamage(compression: Int32) {
    var file = Self.file(compression)
    file.packets.removeFirst()
    DecoderChecks.surviveDamage(of: file.bytes, seed: 5, rounds: 1000, by: AEDAT4Decoder())
  }

  @Test func refusesHeadersThatItCannotRead() {
    let header = AEDAT4File().headerBytes
    func with(_ value: UInt8, at position: Int) -> [UInt8] {
      var bytes = header
      bytes[position] = value
      return bytes
    }
    var huge = header
    huge.replaceSubrange(14..<18, with: [0, 0, 0, 0x7F])
    for (bytes, code) in [
      ([], .empty), (Array(header.prefix(5)), .badHeader), (Array(header.prefix(16)), .badHeader),
      (Array(header.dropLast()), .badHeader), (Array("#!AER-DAT3.1\r\n#".utf8), .notThisFormat),
      (with(0x41, at: 22), .badHeader), (with(5, at: 46), .unsupported), (with(0xFF, at: 47), .unsupported),
      (with(0x7F, at: 50), .badHeader), (with(0xFF, at: 18), .badHeader), (huge, .badHeader),
    ] as [([UInt8], EventFormatError.Code)] {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: AEDAT4Decoder())
      #expect(outcome.error?.code == code, "\(outcome.error?.message ?? "none")")
    }
  }

  @Test func theGivenGeometryReplacesThatOfTheHeader() {
    let small = SensorGeometry(width: 20, height: 60_000)
    let outcome = DecodingOutcome(AEDAT4Decoder(geometry: small), of: Self.file(0).bytes)
    #expect(outcome.description?.geometry == small && outcome.description?.geometryOrigin == .option)
    #expect(!outcome.events.isEmpty && outcome.events.allSatisfy { $0.x < 20 })
  }

  @Test func readsNodesAndEntities() {
    let text = """
      <dv><node name="a&amp;b" x='>'><attr key="k" type="string"> 1 &lt; 2 &#65;&#x42; &quot;&apos; &nope; &</attr>\
      <!-- <attr key="no">1</attr> --><!----><node name = "c"/><node name="d"><attr key='e'></attr></node>\
      <attr type="int">7</attr></node><attr key="top">8
      """
    let expected = [
      XMLNodeAttribute(path: ["a&b"], key: "k", value: " 1 < 2 AB \"' &nope; &"),
      XMLNodeAttribute(path: ["a&b", "d"], key: "e", value: ""), XMLNodeAttribute(path: [], key: "top", value: "8"),
    ]
    #expect(XMLNodeReader.attributes(of: Array(text.utf8)) == expected)
    let nested = String(repeating: "<node name=\"n\">", count: 10_000) + "<attr key=\"k\">1</attr>"
    #expect(XMLNodeReader.attributes(of: Array(nested.utf8)).isEmpty)
    var random = SplitMix64(state: 6)
    for _ in 0..<2000 {
      var bytes = Array(text.utf8)
      for _ in 0..<3 {
        bytes[Int(random.next(below: UInt32(bytes.count)))] = Array("<>\"'&;/= a-!".utf8)[Int(random.next(below: 12))]
      }
      #expect(XMLNodeReader.attributes(of: bytes).count < 10)
    }
  }
}
