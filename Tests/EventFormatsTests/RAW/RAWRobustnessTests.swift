import EventFormats
import Events
import TestSupport
import Testing

/// Damaged files: nothing traps, and what comes out does not depend on how the bytes come in.
@Suite struct RAWRobustnessTests {
  static let geometry = SensorGeometry(width: 1280, height: 720)

  /// A small file of every encoding with something of everything in it.
  static let files: [[UInt8]] = {
    let evt2 = EVT2Stream.random(words: 150, oddity: 3, seed: 1).words
    let evt21 = EVT21Stream.random(words: 70, oddity: 3, seed: 2)
    let evt3 = EVT3Stream.random(groups: 70, oddity: 3, seed: 3).words
    let evt4 = EVT4Stream.random(words: 120, oddity: 3, seed: 4).words
    return [
      Array("% evt 2.0\n% geometry 640x480\n% end\n".utf8) + EVT2DecoderTests.bytes(evt2),
      Array("% format EVT21;height=720;width=1280\n".utf8) + EVT2DecoderTests.bytes(evt21.words),
      Array("% evt 2.1\n% geometry 1280x720\n% end\n".utf8) + EVT2DecoderTests.bytes(evt21.legacyWords),
      Array("% Date 2020-09-25 07:48:29\n% evt 3.0\n% system_ID 48\n".utf8) + EVT2DecoderTests.bytes(evt3),
      Array("% format EVT4;height=720;width=1280\n% end\n".utf8) + EVT2DecoderTests.bytes(evt4),
    ]
  }()

  /// Decodes a file whole and in pieces and tells what is wrong with the outcome; nil where nothing is.
  static func fault(in file: [UInt8], seed: Int) -> String? {
    let whole = DecodingOutcome(RAWDecoder(), of: file, capacity: 512)
    let size = 1 + seed % 61
    let pieces = DecodingOutcome(RAWDecoder(), of: file, cuts: stride(from: 0, to: file.count, by: size))
    if pieces != whole { return "pieces of \(size) give another outcome" }
    if whole.statistics.events != UInt64(whole.events.count) { return "the events are counted wrongly" }
    if whole.statistics.triggers != UInt64(whole.triggers.count) { return "the triggers are counted wrongly" }
    if let geometry = whole.description?.geometry {
      if whole.events.contains(where: { !geometry.contains(x: $0.x, y: $0.y) }) { return "an event lies outside" }
      if whole.events.contains(where: { !(0...1).contains($0.polarityBits) }) { return "a polarity is neither" }
    }
    return nil
  }

  @Test func truncationsAtEveryByte() {
    for file in Self.files {
      for count in 0...file.count {
        let fault = Self.fault(in: Array(file[..<count]), seed: count)
        #expect(fault == nil, "first \(count) bytes")
      }
    }
  }

  @Test func bitFlipsInEveryByte() {
    var random = SplitMix64(state: 5)
    for file in Self.files {
      for place in file.indices {
        var damaged = file
        damaged[place] ^= 1 << random.next(below: 8)
        let fault = Self.fault(in: damaged, seed: place)
        #expect(fault == nil, "byte \(place)")
      }
    }
  }

  @Test func splicesOfAllFiles() {
    var random = SplitMix64(state: 6)
    for round in 0..<1500 {
      var spliced: [UInt8] = []
      for _ in 0...random.next(below: 4) {
        let file = Self.files[Int(random.next(below: UInt32(Self.files.count)))]
        let start = round % 3 == 0 ? 0 : Int(random.next(below: UInt32(file.count)))
        let count = Int(random.next(below: UInt32(file.count - start) + 1))
        spliced += file[start..<start + count]
      }
      let fault = Self.fault(in: spliced, seed: round)
      #expect(fault == nil, "round \(round)")
    }
  }

  @Test func randomBytesInEveryEncoding() {
    var random = SplitMix64(state: 7)
    for round in 0..<300 {
      let bytes = (0..<random.next(below: 3000)).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
      for encoding in [EventFormat.evt2, .evt21, .evt3, .evt4] {
        let decoder = RAWDecoder(encoding: encoding, options: DecodingOptions(geometry: Self.geometry))
        let whole = DecodingOutcome(decoder, of: bytes, capacity: 512)
        let pieces = DecodingOutcome(decoder, of: bytes, cuts: stride(from: 0, to: bytes.count, by: 1 + round % 37))
        #expect(pieces == whole)
        #expect(whole.events.allSatisfy { Self.geometry.contains(x: $0.x, y: $0.y) })
      }
    }
  }

  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: ["evt2-gen3-640x480.raw", "evt3-gen41-1280x720.raw", "evt3-triggers-1280x720.raw"])
  func damagedRealRecordings(name: String) throws {
    let file = Array(try SharedRecordings.bytes(name).prefix(2500))
    var random = SplitMix64(state: 8)
    for count in 0...file.count where count < 300 || count % 7 == 0 {
      let fault = Self.fault(in: Array(file[..<count]), seed: count)
      #expect(fault == nil, "first \(count) bytes")
    }
    for round in 0..<1000 {
      var damaged = file
      for _ in 0...random.next(below: 20) {
        damaged[Int(random.next(below: UInt32(file.count)))] = UInt8(truncatingIfNeeded: random.next())
      }
      let place = Int(random.next(below: UInt32(file.count)))
      if round % 2 == 0 { damaged.removeSubrange(place..<min(place + round % 9, file.count)) }
      let fault = Self.fault(in: damaged, seed: round)
      #expect(fault == nil, "round \(round)")
    }
  }
}
