import CEventKernels
import EventFormats
import TestSupport
import Testing

/// Blocks made of chosen sequences, decompressed by every kernel and sequence by sequence.
@Suite struct LZ4KernelTests {
  /// Literals and a match.
  struct Sequence {
    var literals: [UInt8]
    var offset: Int
    var matchCount: Int

    var bytes: [UInt8] {
      let excess = matchCount - 4
      let token = UInt8(min(literals.count, 15) << 4 | min(excess, 15))
      return [token] + Self.more(literals.count) + literals
        + [UInt8(truncatingIfNeeded: offset), UInt8(truncatingIfNeeded: offset >> 8)] + Self.more(excess)
    }

    private static func more(_ length: Int) -> [UInt8] {
      length < 15 ? [] : [UInt8](repeating: 255, count: (length - 15) / 255) + [UInt8((length - 15) % 255)]
    }
  }

  /// What comes before a block, its bytes, and what it decompresses to: nil where a match goes too far back.
  struct Block {
    var output: [UInt8]
    let historyCount: Int
    var bytes: [UInt8] = []
    var isSound = true

    init(historyCount: Int, random: inout SplitMix64) {
      self.historyCount = historyCount
      output = (0..<historyCount).map { _ in UInt8(random.next(below: 256)) }
    }

    mutating func append(_ sequence: Sequence) {
      bytes += sequence.bytes
      guard isSound else { return }
      output += sequence.literals
      guard (1...output.count).contains(sequence.offset) else {
        isSound = false
        return
      }
      for _ in 0..<sequence.matchCount { output.append(output[output.count - sequence.offset]) }
    }

    /// Ends the block with literals alone.
    mutating func end(_ literals: [UInt8]) {
      bytes += [UInt8(literals.count << 4)] + literals
      output += literals
    }
  }

  /// Decompresses a block at every level into just as much room as it needs, and less.
  static func check(_ block: Block, _ what: @autoclosure () -> String) {
    for level in DATKernelTests.levels {
      for shortage in [0, 1, 40] where shortage == 0 || block.isSound {
        let end = block.output.count - (block.isSound ? shortage : 0)
        guard end >= block.historyCount else { continue }
        // Bytes behind the end must stay as they are.
        var output = Array(block.output.prefix(block.historyCount))
        output += [UInt8](repeating: 0xA5, count: block.output.count + 64 - block.historyCount)
        let found = output.withUnsafeMutableBytes { output in
          block.bytes.withUnsafeBytes { bytes in
            output.baseAddress.flatMap {
              LZ4Block.decompress(
                bytes, to: $0, from: block.historyCount, history: 0, end: end, kernelLevel: level)
            }
          }
        }
        if block.isSound && shortage == 0 {
          #expect(found == end && output[..<end] == block.output[...], "\(what()), level \(level.rawValue)")
        } else {
          #expect(found == nil, "\(what()), level \(level.rawValue), \(shortage) bytes too few")
        }
        #expect(output[end...].allSatisfy { $0 == 0xA5 }, "\(what()), level \(level.rawValue)")
      }
    }
  }

  static func literals(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(random.next(below: 256)) }
  }

  /// Every pair of counts of literals among pairs of all the others, and every small offset.
  @Test(arguments: [16, 40, 65_535, 65_536, 70_000])
  func pairsOfHalfEventsOfEveryKind(historyCount: Int) {
    var random = SplitMix64(state: UInt64(historyCount))
    for offset in [8, 9, 15, 16, 17, 24, 31, 32, historyCount - 8, historyCount] where offset >= 8 {
      var block = Block(historyCount: historyCount, random: &random)
      for _ in 0..<4 {
        for pair in 0..<25 {
          for count in [pair / 5, pair % 5] {
            let offset = random.next(below: 4) == 0 ? offset : 16 + Int(random.next(below: 40))
            block.append(
              Sequence(
                literals: Self.literals(count, &random), offset: min(offset, 65_535, block.output.count),
                matchCount: 8 - count))
          }
        }
      }
      block.end(Self.literals(12, &random))
      Self.check(block, "offset \(offset)")
    }
  }

  /// Sequences of random sizes, most of them halves of events.
  @Test func randomSequences() {
    for seed in 0..<300 as Range<UInt64> {
      var random = SplitMix64(state: seed)
      var block = Block(historyCount: Int(random.next(below: 100)), random: &random)
      block.append(Sequence(literals: Self.literals(16, &random), offset: 8, matchCount: 8))
      for _ in 0..<200 {
        let isHalf = random.next(below: 20) > 0
        let count = Int(random.next(below: isHalf ? 5 : 40))
        let matchCount = isHalf ? 8 - count : 4 + Int(random.next(below: 300))
        let farthest = UInt32(min(block.output.count, 65_535))
        let offset = 1 + Int(random.next(below: random.next(below: 2) == 0 ? min(farthest, 40) : farthest))
        block.append(Sequence(literals: Self.literals(count, &random), offset: offset, matchCount: matchCount))
      }
      block.end(Self.literals(Int(random.next(below: 14)), &random))
      Self.check(block, "seed \(seed)")
    }
  }

  /// A match that goes back too far, or by nothing, is seen wherever it stands.
  @Test func illegalMatchesAreSeen() {
    for place in 0..<40 {
      for excess in [1, 2, 100, nil] as [Int?] {
        var random = SplitMix64(state: UInt64(place))
        var block = Block(historyCount: 40, random: &random)
        for index in 0..<60 {
          let count = Int(random.next(below: 5))
          let offset = index != place ? 24 : excess.map { block.output.count + count + $0 } ?? 0
          block.append(Sequence(literals: Self.literals(count, &random), offset: offset, matchCount: 8 - count))
        }
        block.end(Self.literals(12, &random))
        #expect(!block.isSound)
        block.output += [UInt8](repeating: 0, count: 2000)
        Self.check(block, "match \(place), \(excess.map { "\($0)" } ?? "nothing")")
      }
    }
  }
}
