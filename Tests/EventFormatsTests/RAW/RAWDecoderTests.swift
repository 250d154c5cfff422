import EventFormats
import Events
import Testing

@Suite struct RAWDecoderTests {
  static func file(_ header: String, _ words: [UInt16]) -> [UInt8] {
    Array(header.utf8) + EVT2DecoderTests.bytes(words)
  }

  static let evt3Words: [UInt16] = [0x8001, 0x6002, 0x0003, 0x2004, 0x3005, 0x4FFF, 0x50FF]

  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: ["evt2-gen3-640x480.raw", "evt3-gen41-1280x720.raw", "evt3-triggers-1280x720.raw"])
  func decodesRealRecordingsExactly(name: String) throws {
    let bytes = try SharedRecordings.bytes(name)
    let expected = try SharedRecordings.expectation(name)
    let format = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
    #expect(format == .raw)
    for (piece, capacity) in [(bytes.count, 16_384), (65_536, 64), (4097, 1000)] {
      let outcome = DecodingOutcome(
        RAWDecoder(), of: bytes, cuts: stride(from: 0, to: bytes.count, by: piece), capacity: capacity)
      #expect(outcome.error == nil)
      #expect(outcome.events.count == expected.events)
      #expect(outcome.events.count { $0.polarity == .on } == expected.on)
      #expect(outcome.events.first.map(Self.numbers) == expected.first)
      #expect(outcome.events.last.map(Self.numbers) == expected.last)
      #expect(outcome.statistics.backwardSteps == expected.backwardSteps)
      #expect(outcome.statistics[.outOfRange] == 0 && outcome.statistics[.unknownType] == 0)
      #expect(outcome.triggers.count == (name.contains("triggers") ? 2 : 0))
      var digest = CanonicalDigest()
      digest.add(outcome.events.span)
      #expect(digest.hexadecimal == expected.sha256Canonical)
      #expect(outcome.description?.geometry?.description == (name.hasPrefix("evt2") ? "640x480" : "1280x720"))
      #expect(outcome.description?.geometryOrigin == (name.contains("triggers") ? .header : .system))
    }
  }

  private static func numbers(_ event: Event) -> [Int64] {
    [event.time, Int64(event.x), Int64(event.y), event.polarity == .on ? 1 : 0]
  }

  @Test func everyCutGivesTheSame() {
    var evt2 = EVT2Stream(words: [8 << 28 | 1])
    for index in 0..<20 as Range<UInt32> { evt2.event(low: index, x: index, y: index, isOn: true) }
    var evt21 = EVT21Stream(words: [8 << 60 | 1 << 32])
    for index in 0..<10 as Range<UInt64> { evt21.vector(low: index, x: 32, y: index, isOn: true, mask: 0xF0F0_FFFF) }
    var evt4 = EVT4Stream(words: [0xE << 28 | 1])
    for index in 0..<10 as Range<UInt32> { evt4.vector(low: index, x: 32, y: index, isOn: true, mask: 0xF0F0_FFFF) }
    let files = [
      Self.file("% evt 3.0\n% end\n", Self.evt3Words),
      // A payload that begins like a header line.
      Self.file("% evt 3.0\n", [0x2025, 0x4141] + Self.evt3Words),
      Array("% format EVT2\n% end\n".utf8) + EVT2DecoderTests.bytes(evt2.words),
      Array("% format EVT21\n% end\n".utf8) + EVT2DecoderTests.bytes(evt21.words),
      Array("% format EVT21\n% end\n".utf8) + EVT2DecoderTests.bytes(evt21.legacyWords),
      Array("% format EVT21;endianness=legacy\n".utf8) + EVT2DecoderTests.bytes(evt21.legacyWords) + [9],
      Array("% format EVT4\n% end\n".utf8) + EVT2DecoderTests.bytes(evt4.words),
    ]
    for file in files {
      let whole = DecodingOutcome(RAWDecoder(), of: file)
      #expect(whole.error == nil && whole.events.count > 10)
      for first in 0...file.count {
        let outcome = DecodingOutcome(RAWDecoder(), of: file, cuts: [first])
        #expect(outcome == whole)
        let twice = DecodingOutcome(RAWDecoder(), of: file, cuts: [first, min(first + 3, file.count)], capacity: 200)
        #expect(twice == whole)
      }
      for size in [1, 2, 3, 7, 4096] {
        let outcome = DecodingOutcome(RAWDecoder(), of: file, cuts: stride(from: 0, to: file.count, by: size))
        #expect(outcome == whole)
      }
    }
  }

  @Test func wordOrderIsFoundFromTheWords() {
    for seed in 0..<8 as Range<UInt64> {
      // The silent header of a sensor, in both orders; longer than what is looked at, and shorter.
      for count in [3, 40, 500, 12_000] {
        let stream = EVT21Stream.random(words: count, oddity: 100, seed: seed)
        let words = [8 << 60 | 0x0FFF_FFF8 << 32] + stream.words
        let reading = EVT21Stream(words: words).reading(geometry: nil)
        for (order, stored) in [(EVT21WordOrder.little, words), (.legacy, EVT21Stream(words: words).legacyWords)] {
          let file = Array("% evt 2.1\n% end\n".utf8) + EVT2DecoderTests.bytes(stored)
          for piece in [1000, file.count] {
            let outcome = DecodingOutcome(
              RAWDecoder(), of: file, cuts: stride(from: 0, to: file.count, by: piece), capacity: 200)
            #expect(outcome.description?.variant == order.rawValue)
            #expect(outcome.events == reading.events && outcome.triggers == reading.triggers)
          }
        }
      }
    }
  }

  @Test func wordOrderOfTheUserGoesFirst() {
    var stream = EVT21Stream(words: [8 << 60 | 1 << 32])
    stream.vector(low: 0, x: 0, y: 0, isOn: true, mask: 1)
    let file = Array("% format EVT21;endianness=little\n% end\n".utf8) + EVT2DecoderTests.bytes(stream.legacyWords)
    let outcome = DecodingOutcome(RAWDecoder(options: DecodingOptions(wordOrder: .legacy)), of: file)
    #expect(outcome.events == [Event(time: 64, x: 0, y: 0, polarity: .on)])
    #expect(outcome.description?.variant == "legacy")
  }

  @Test func timesCountFromWhereHeaderAndUserSay() {
    let cases: [(String, Bool, Int64)] = [
      ("% evt 3.0\n% end\n", false, 4098), ("% evt 3.0\n% t0 1000000\n% end\n", false, 1_004_098),
      ("% evt 3.0\n% T0 -4098\n% end\n", false, 0), ("% evt 3.0\n% t0 1000000\n% end\n", true, 4098),
    ]
    for (header, shifts, time) in cases {
      let decoder = RAWDecoder(options: DecodingOptions(countsFromFirstTimeBase: shifts))
      let outcome = DecodingOutcome(decoder, of: Self.file(header, Self.evt3Words))
      #expect(outcome.events.first?.time == time)
    }
  }

  @Test func dataWithoutAHeaderNeedAnEncoding() {
    let words = EVT2DecoderTests.bytes(Self.evt3Words)
    let known = DecodingOutcome(EventFormat.evt3.makeDecoder(), of: words)
    #expect(known.events.count == 21 && known.description?.format == .evt3)
    let unknown = DecodingOutcome(RAWDecoder(), of: words)
    #expect(unknown.error?.code == .notThisFormat && unknown.events.isEmpty)
    let wrong = DecodingOutcome(RAWDecoder(encoding: .dat), of: words)
    #expect(wrong.error?.code == .unsupported)
  }

  @Test func nothingIsEmptyAndAHeaderAloneIsAStream() {
    #expect(DecodingOutcome(RAWDecoder(), of: []).error?.code == .empty)
    let header = DecodingOutcome(RAWDecoder(), of: Array("% evt 2.0\n".utf8))
    #expect(header.error == nil && header.events.isEmpty && header.description?.format == .evt2)
    #expect(DecodingOutcome(RAWDecoder(), of: Array("% evt 2.".utf8)).error?.code == .badHeader)
  }

  @Test func offsetsCountFromTheStartOfTheFile() {
    let header = "% evt 3.0\n% end\n"
    let outcome = DecodingOutcome(RAWDecoder(), of: Self.file(header, [0x2001, 0x8000, 0xE000]) + [1])
    #expect(outcome.statistics.firstOffset(of: .noTimeBase) == UInt64(header.utf8.count))
    #expect(outcome.statistics.firstOffset(of: .notEvents) == UInt64(header.utf8.count + 4))
    #expect(outcome.statistics.firstOffset(of: .truncated) == UInt64(header.utf8.count + 6))
  }

  @Test func lostBytesAreNoted() throws {
    var decoder = RAWDecoder()
    var batch = EventBatch(capacity: 64)
    let file = Self.file("% evt 3.0\n% end\n", Self.evt3Words)
    decoder.noteLostBytes()
    _ = try decoder.decode(file.span.bytes, into: &batch)
    #expect(batch.count == 21)
    decoder.noteLostBytes()
    _ = try decoder.decode(EVT2DecoderTests.bytes([0x2004] as [UInt16]).span.bytes, into: &batch)
    #expect(batch.count == 21 && decoder.statistics[.noTimeBase] == 1)
  }
}
