import CEventKernels
import EventFormats
import Events
import TestSupport
import Testing

/// Long files, which most blocks of are decoded by the kernels.
@Suite struct DATKernelTests {
  /// The levels that this processor runs.
  static let levels = [EVENT_KERNEL_PORTABLE, EVENT_KERNEL_AVX2, EVENT_KERNEL_AVX512].filter {
    $0.rawValue <= event_kernel_best_level().rawValue
  }

  /// A file of ordinary records but for one in about `oddity`.
  static func file(records: Int, oddity: Int, seed: UInt64) -> DATFile {
    var random = SplitMix64(state: seed)
    var file = DATFile()
    var ticks: UInt32 = 0xFFFF_0000
    for _ in 0..<records {
      var x = random.next(below: 304)
      var y = random.next(below: 240)
      var polarity = random.next(below: 2)
      ticks &+= random.next(below: 500)
      switch random.next(below: UInt32(oddity * 6)) {
      case 0: x = 304
      case 1: y = 240
      case 2: polarity = 2 << random.next(below: 3)
      case 3: ticks &-= 1000
      case 4: ticks &+= 0x9000_0000
      case 5: (x, ticks) = (16383, ticks &+ 0x7000_0000)
      default: break
      }
      file.records.append((ticks, DATFile.second(x: x, y: y, polarity: polarity)))
    }
    return file
  }

  @Test(arguments: [10_000, 1000, 100, 10])
  func allLevelsGiveWhatThePlainReadingGives(oddity: Int) {
    let geometry = DATDecoderTests.gen1
    for seed in 0..<4 as Range<UInt64> {
      let file = Self.file(records: 6000, oddity: oddity, seed: seed)
      let bytes = file.bytes
      let expected = file.expectation(geometry: geometry)
      for level in Self.levels {
        for (size, capacity) in [(bytes.count, 16_384), (4096, 1000), (12_345, 257), (1031, 64)] {
          let cuts = stride(from: 0, to: bytes.count, by: size)
          let decoder = DATDecoder(geometry: nil, kernelLevel: level)
          let outcome = DecodingOutcome(decoder, of: bytes, cuts: cuts, capacity: capacity)
          #expect(outcome.events == expected.events, "level \(level.rawValue), pieces of \(size), seed \(seed)")
          #expect(outcome.statistics == expected.statistics, "level \(level.rawValue), pieces of \(size), seed \(seed)")
        }
      }
    }
  }

  /// Puts one odd record at every place of two blocks and of what is left over.
  @Test func oneOddRecordIsSeenWhereverItStands() {
    let ordinary = DATFile.second(x: 303, y: 239, polarity: 1)
    let odd: [(ticks: UInt32, second: UInt32)] = [
      (500, DATFile.second(x: 304, y: 0, polarity: 0)), (500, DATFile.second(x: 0, y: 240, polarity: 0)),
      (500, DATFile.second(x: 16383, y: 0, polarity: 0)), (500, DATFile.second(x: 0, y: 16383, polarity: 0)),
      (500, DATFile.second(x: 0, y: 0, polarity: 2)), (500, DATFile.second(x: 0, y: 0, polarity: 4)),
      (500, DATFile.second(x: 0, y: 0, polarity: 8)), (499, ordinary), (0, ordinary), (0xFFFF_FFFF, ordinary),
    ]
    for record in odd {
      for place in 0..<290 {
        var file = DATFile()
        file.records = Array(repeating: (500, ordinary), count: 290)
        file.records[place] = record
        let expected = file.expectation(geometry: DATDecoderTests.gen1)
        for level in Self.levels {
          let decoder = DATDecoder(geometry: nil, kernelLevel: level)
          let outcome = DecodingOutcome(decoder, of: file.bytes, capacity: 512)
          #expect(outcome.events == expected.events && outcome.statistics == expected.statistics)
        }
      }
    }
  }

  @Test func withoutAGeometryEveryPixelIsGiven() {
    var file = Self.file(records: 3000, oddity: 10, seed: 9)
    file.text = "% Version 2\n"
    let expected = file.expectation(geometry: nil)
    for level in Self.levels {
      let outcome = DecodingOutcome(DATDecoder(geometry: nil, kernelLevel: level), of: file.bytes, capacity: 512)
      #expect(outcome.events == expected.events && outcome.statistics == expected.statistics)
    }
    #expect(expected.events.contains { $0.x == 16383 })
  }
}
