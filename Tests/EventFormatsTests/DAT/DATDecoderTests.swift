import EventFormats
import Events
import TestSupport
import Testing

@Suite struct DATDecoderTests {
  static let gen1 = SensorGeometry(width: 304, height: 240)

  /// A file with everything that a decoder must bear: wraps, disorder, pixels outside, odd polarities, a cut-off tail.
  static let eventful: DATFile = {
    var file = DATFile()
    let ticks: [UInt32] = [
      7, 7, 10, 9, 0xFFFF_FFF0, 0xFFFF_FFFF, 0, 5, 4, 0x8000_0000, 0xFFFF_FFFE, 3, 3, 0x8000_0002, 2, 1000,
    ]
    for (index, value) in ticks.enumerated() {
      let x = UInt32(index == 4 ? 304 : index * 20)
      let y = UInt32(index == 8 ? 240 : index)
      file.records.append((value, DATFile.second(x: x, y: y, polarity: [0, 1, 3, 8, 15][index % 5])))
    }
    file.tail = [1, 2, 3, 4, 5]
    return file
  }()

  @Test func givesWhatThePlainReadingGives() {
    let outcome = DecodingOutcome(DATDecoder(), of: Self.eventful.bytes)
    let expected = Self.eventful.expectation(geometry: Self.gen1)
    #expect(outcome.error == nil)
    #expect(outcome.events == expected.events)
    #expect(outcome.statistics == expected.statistics)
    #expect(outcome.statistics.timeWraps == 2)
    #expect(outcome.statistics.backwardSteps == 2)
    #expect(outcome.statistics.suspicious > 0)
    #expect(outcome.statistics[.outOfRange] == 2 && outcome.statistics[.truncated] == 1)
    #expect(outcome.statistics.firstOffset(of: .outOfRange) == UInt64(Self.eventful.headerBytes.count + 4 * 8))
    #expect(outcome.description?.geometry == Self.gen1 && outcome.description?.geometryOrigin == .header)
    #expect(outcome.description?.variant == "version 2, type 0x0C")
  }

  @Test func everyCutGivesTheSame() {
    var headless = Self.eventful
    headless.text = ""
    headless.type = nil
    // Records of the bytes "% AA" that look like the beginning of a header line.
    var disguised = headless
    disguised.records = (0..<200).map { _ in (0x4141_2025, 0x0141_4141) }
    for file in [Self.eventful, headless, disguised] {
      let bytes = file.bytes
      let whole = DecodingOutcome(DATDecoder(), of: bytes)
      #expect(
        whole.error == nil && whole.events == file.expectation(geometry: file.type == nil ? nil : Self.gen1).events)
      for cut in 0...bytes.count {
        let outcome = DecodingOutcome(DATDecoder(), of: bytes, cuts: [cut])
        #expect(outcome == whole)
      }
      for size in [1, 2, 3, 7, 4096] {
        let cuts = stride(from: 0, to: bytes.count, by: size)
        let outcome = DecodingOutcome(DATDecoder(), of: bytes, cuts: cuts)
        #expect(outcome == whole)
      }
    }
  }

  @Test func timeWrapsOnlyAtStepsBackOfMoreThanHalfItsRange() {
    var file = DATFile()
    file.records = [0x8000_0001, 0, 0x8000_0001, 1, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFE].map { ($0, 0) }
    let outcome = DecodingOutcome(DATDecoder(), of: file.bytes)
    let wrap: Int64 = 1 << 32
    #expect(
      outcome.events.map(\.time) == [
        0x8000_0001, wrap, wrap + 0x8000_0001, wrap + 1, wrap + 0xFFFF_FFFF, wrap + 0x7FFF_FFFF, wrap + 0x7FFF_FFFE,
      ])
    #expect(outcome.statistics.timeWraps == 1 && outcome.statistics.backwardSteps == 3)
  }

  @Test func pixelsOutsideDoNotMoveTheClock() {
    var file = DATFile()
    let outside = DATFile.second(x: 304, y: 0, polarity: 0)
    file.records = [(100, 0), (0xFFFF_FFFF, outside), (101, 0), (50, outside), (102, 0)]
    let outcome = DecodingOutcome(DATDecoder(), of: file.bytes)
    #expect(outcome.events.map(\.time) == [100, 101, 102])
    #expect(outcome.statistics.timeWraps == 0 && outcome.statistics.backwardSteps == 0)
  }

  @Test func versionOneHasItsOwnLayout() {
    var file = DATFile(text: "% Version 1\n", type: 0x00)
    file.records = [(1, 303 | 239 << 9 | 1 << 17), (2, 511 | 255 << 9), (3, 1 << 18 | 1 << 31)]
    let outcome = DecodingOutcome(DATDecoder(), of: file.bytes)
    #expect(
      outcome.events == [
        Event(time: 1, x: 303, y: 239, polarity: .on), Event(time: 2, x: 511, y: 255, polarity: .off),
        Event(time: 3, x: 0, y: 0, polarity: .off),
      ])
    #expect(outcome.statistics.suspicious == 1)
    #expect(outcome.description?.geometry == nil)
    let checked = DecodingOutcome(DATDecoder(geometry: Self.gen1), of: file.bytes)
    #expect(checked.events.count == 2 && checked.statistics[.outOfRange] == 1)
    #expect(checked.description?.geometryOrigin == .option)
  }

  @Test func theGivenGeometryReplacesThatOfTheHeader() {
    let small = SensorGeometry(width: 10, height: 10)
    for text in [Self.eventful.text, "% Width nonsense\n", "% Height 240\n", "% Height 0\n% Width 3\n"] {
      var file = Self.eventful
      file.text = text
      let outcome = DecodingOutcome(DATDecoder(geometry: small), of: file.bytes)
      #expect(outcome.error == nil)
      #expect(outcome.events == file.expectation(geometry: small).events)
    }
  }

  @Test func triggersHaveNoPixels() {
    var file = DATFile(text: "% Width 1\n% Height 1\n", type: 0x0E)
    file.records = [(5, 1), (0xFFFF_FFFF, 0 | 1 << 26), (2, 1 | 63 << 26), (1, 2 | 1 << 25)]
    file.tail = [0]
    let outcome = DecodingOutcome(DATDecoder(), of: file.bytes)
    #expect(outcome.events.isEmpty)
    #expect(
      outcome.triggers == [
        TriggerEvent(time: 5, channel: 0, isRising: true),
        TriggerEvent(time: 0xFFFF_FFFF, channel: 1, isRising: false),
        TriggerEvent(time: 1 << 32 | 2, channel: 63, isRising: true),
        TriggerEvent(time: 1 << 32 | 1, channel: 0, isRising: false),
      ])
    #expect(outcome.statistics.triggers == 4 && outcome.statistics.events == 0)
    #expect(outcome.statistics.timeWraps == 1 && outcome.statistics.backwardSteps == 1)
    #expect(outcome.statistics.suspicious == 1 && outcome.statistics[.truncated] == 1)
  }

  @Test func aFileOfAHeaderOnlyIsAnEmptyRecording() {
    let outcome = DecodingOutcome(DATDecoder(), of: DATFile().bytes)
    #expect(outcome.error == nil && outcome.events.isEmpty && outcome.statistics == DecodingStatistics())
    #expect(outcome.description?.geometry == Self.gen1)
  }

  static let unreadable: [(name: String, file: DATFile, code: EventFormatError.Code)] = [
    ("empty", DATFile(text: "", type: nil), .empty),
    ("cut off inside a line", DATFile(text: "% Version 2\n% Wid", type: nil), .badHeader),
    ("cut off after the lines", DATFile(type: nil), .badHeader),
    ("cut off after the type", DATFile(type: nil, tail: [0x0C]), .badHeader),
    ("wrong record size", DATFile(size: 12), .badHeader),
    ("Version that is no number", DATFile(text: "% Version two\n"), .badHeader),
    ("Width without Height", DATFile(text: "% Width 304\n"), .badHeader),
    ("Width that is no number", DATFile(text: "% Width -3\n% Height 240\n"), .badHeader),
    ("Height too large", DATFile(text: "% Width 304\n% Height 65536\n"), .badHeader),
    ("version 3", DATFile(text: "% Version 3\n"), .unsupported),
    ("optical flow", DATFile(type: 0x28, size: 28), .unsupported),
    ("unknown type", DATFile(type: 0x33), .unsupported),
    ("RAW by its keys", DATFile(text: "% evt 2.0\n"), .notThisFormat),
    ("RAW by its end line", DATFile(text: "% a b\n% end\n"), .notThisFormat),
  ]

  @Test func refusesWhatItCannotRead() {
    for (name, file, code) in Self.unreadable {
      var file = file
      if file.type != nil { file.records = [(1, 2), (3, 4)] }
      let bytes = file.bytes
      let whole = DecodingOutcome(DATDecoder(), of: bytes)
      #expect(whole.error?.code == code, "\(name)")
      #expect(whole.events.isEmpty, "\(name)")
      let pieces = DecodingOutcome(DATDecoder(), of: bytes, cuts: Array(0..<bytes.count))
      #expect(pieces.error == whole.error, "\(name)")
    }
  }

  @Test func failsAgainAfterAFailure() {
    var decoder = DATDecoder()
    var batch = EventBatch()
    let bytes = DATFile(type: 0x28, size: 28).bytes
    for _ in 0..<2 {
      let error = #expect(throws: EventFormatError.self) { _ = try decoder.decode(bytes.span.bytes, into: &batch) }
      #expect(error?.code == .unsupported)
    }
    #expect(throws: EventFormatError.self) { try decoder.finish(into: &batch) }
    #expect(batch.isEmpty && !decoder.hasPendingEvents)
  }

  /// Damage of every kind: nothing traps, every record is accounted for, and cutting still changes nothing.
  @Test func damagedFilesAreReadTheSameHoweverTheyAreCut() throws {
    var random = SplitMix64(state: 11)
    for round in 0..<3000 {
      var bytes = Self.eventful.bytes
      for _ in 0...random.next(below: 3) {
        let place = Int(random.next(below: UInt32(bytes.count)))
        let other = Int(random.next(below: UInt32(bytes.count)))
        switch random.next(below: 4) {
        case 0: bytes[place] ^= 1 << UInt8(random.next(below: 8))
        case 1: bytes.removeSubrange(min(place, other)..<max(place, other))
        case 2: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
        default: bytes = Array(bytes[..<place])
        }
        if bytes.isEmpty { bytes = [UInt8(truncatingIfNeeded: round)] }
      }
      let whole = DecodingOutcome(DATDecoder(), of: bytes)
      let cuts = (0..<4).map { _ in Int(random.next(below: UInt32(bytes.count + 1))) }.sorted()
      #expect(DecodingOutcome(DATDecoder(), of: bytes, cuts: cuts) == whole)
      guard whole.error == nil else { continue }
      let read = whole.statistics.events + whole.statistics.triggers + whole.statistics[.outOfRange]
      var header = ASCIIHeader()
      _ = try header.consume(bytes.span.bytes)
      let payload = UInt64(bytes.count) - (header.byteCount == 0 ? 0 : header.byteCount + 2)
      #expect(read == payload / 8 && whole.statistics[.truncated] == (payload % 8 == 0 ? 0 : 1))
    }
  }

  @Test func truncationAtEveryByteLosesNothingBefore() {
    let bytes = Self.eventful.bytes
    let whole = DecodingOutcome(DATDecoder(), of: bytes)
    for count in 0..<bytes.count {
      let outcome = DecodingOutcome(DATDecoder(), of: Array(bytes[..<count]))
      if count < Self.eventful.headerBytes.count {
        #expect(outcome.error?.code == (count == 0 ? .empty : .badHeader))
      } else {
        #expect(outcome.error == nil && outcome.events == Array(whole.events.prefix(outcome.events.count)))
      }
    }
  }

  @Test(.enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"))
  func readsARealRecording() throws {
    let expected = try SharedRecordings.expectation("ncars-atis_td.dat")
    let bytes = try SharedRecordings.bytes("ncars-atis_td.dat")
    for cuts in [[], Array(stride(from: 0, to: bytes.count, by: 4096))] {
      let outcome = DecodingOutcome(DATDecoder(), of: bytes, cuts: cuts, capacity: 1000)
      #expect(outcome.error == nil && outcome.statistics.skipped == 0)
      #expect(outcome.events.count == expected.events)
      #expect(outcome.events.count { $0.polarity == .on } == expected.on)
      #expect(outcome.events.first.map(Self.values) == expected.first)
      #expect(outcome.events.last.map(Self.values) == expected.last)
      #expect(outcome.statistics.backwardSteps == expected.backwardSteps)
      #expect(outcome.description?.geometry == nil)
      var digest = CanonicalDigest()
      digest.add(outcome.events.span)
      #expect(digest.hexadecimal == expected.sha256Canonical)
    }
  }

  private static func values(_ event: Event) -> [Int64] {
    [event.time, Int64(event.x), Int64(event.y), Int64(event.polarity.rawValue)]
  }
}
