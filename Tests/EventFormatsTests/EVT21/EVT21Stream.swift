import EventFormats
import Events
import TestSupport

/// EVT2.1 words in the standard order put together for a test.
struct EVT21Stream {
  var words: [UInt64] = []

  mutating func vector(low: UInt64, x: UInt64, y: UInt64, isOn: Bool, mask: UInt32) {
    words.append((isOn ? 1 : 0) << 60 | low << 54 | x << 43 | y << 32 | UInt64(mask))
  }

  mutating func timeHigh(_ high: UInt64) { words.append(8 << 60 | high << 32) }

  /// Mostly vectors, with one in about `oddity` words of another kind.
  static func random(words: Int, oddity: UInt32, seed: UInt64) -> EVT21Stream {
    var random = SplitMix64(state: seed)
    var stream = EVT21Stream()
    var high: UInt64 = 0x0FFF_FFF8
    var low: UInt64 = 0
    for _ in 0..<words {
      switch random.next(below: oddity * 6) {
      case 0: stream.words.append(random.next())
      case 1: stream.vector(low: low, x: 1264, y: 0, isOn: true, mask: 0x1_8001)
      case 2: stream.vector(low: low, x: 0, y: 720, isOn: false, mask: 3)
      case 3: stream.words.append(0xA << 60 | low << 54 | UInt64(random.next(below: 32)) << 40 | 1 << 32)
      case 4: stream.words += [0xE << 60 | 0x14 << 32 | 0xF000_0001, 0xF << 60]
      case 5: stream.timeHigh((high &- UInt64(random.next(below: 3))) & 0x0FFF_FFFF)
      default: break
      }
      if random.next(below: 30) == 0 {
        // Only the step from the largest base to 0 counts as a wrap.
        high = (high + 1) & 0x0FFF_FFFF
        stream.timeHigh(high)
        low = 0
      }
      low = min(low + UInt64(random.next(below: 3)), 63)
      let mask = random.next(below: 4) == 0 ? UInt32(truncatingIfNeeded: random.next()) : 1 << random.next(below: 32)
      stream.vector(
        low: low, x: UInt64(random.next(below: 40)) * 32, y: UInt64(random.next(below: 720)),
        isOn: random.next(below: 2) == 1, mask: mask)
    }
    return stream
  }

  /// The words with their halves swapped.
  var legacyWords: [UInt64] { words.map { $0 << 32 | $0 >> 32 } }

  /// Events and statistics, word by word.
  func reading(geometry: SensorGeometry?) -> PlainReading {
    var reading = PlainReading()
    var high: Int64?
    var loops: Int64 = 0
    for (index, word) in words.enumerated() {
      let offset = UInt64(index * 8)
      let descriptor = word / (1 << 32)
      let time = high.map { loops << 34 + $0 * 64 + Int64(descriptor / (1 << 22) % 64) }
      switch descriptor / (1 << 28) {
      case 0, 1:
        for bit in 0..<32 where word >> UInt64(bit) % 2 == 1 {
          let (x, y) = (Int(descriptor / 2048 % 2048) + bit, Int(descriptor % 2048))
          if let time {
            if x < geometry?.width ?? 2048, y < geometry?.height ?? 2048 {
              reading.add(time: time, x: x, y: y, isOn: descriptor >= 1 << 28)
            } else {
              reading.statistics.skip(.outOfRange, at: offset)
            }
          } else {
            reading.statistics.skip(.noTimeBase, at: offset)
          }
        }
      case 8:
        let new = Int64(descriptor % (1 << 28))
        if high == 1 << 28 - 1, new == 0 {
          loops += 1
          reading.statistics.timeWraps += 1
        }
        high = new
      case 10:
        if let time {
          reading.addTrigger(time: time, channel: Int(descriptor / 256 % 32), isRising: descriptor % 2 == 1)
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      case 14, 15: reading.statistics.skip(.notEvents, at: offset)
      default: reading.statistics.skip(.unknownType, at: offset)
      }
    }
    return reading
  }
}
