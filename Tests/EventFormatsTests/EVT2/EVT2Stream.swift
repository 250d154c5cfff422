import EventFormats
import Events
import TestSupport

/// EVT2 words put together for a test.
struct EVT2Stream {
  var words: [UInt32] = []

  mutating func event(low: UInt32, x: UInt32, y: UInt32, isOn: Bool) {
    words.append((isOn ? 1 : 0) << 28 | low << 22 | x << 11 | y)
  }

  mutating func timeHigh(_ high: UInt32) { words.append(8 << 28 | high) }

  mutating func trigger(low: UInt32, channel: UInt32, isRising: Bool) {
    words.append(0xA << 28 | low << 22 | channel << 8 | (isRising ? 1 : 0))
  }

  /// Mostly events, with one in about `oddity` words of another kind.
  static func random(words: Int, oddity: UInt32, seed: UInt64) -> EVT2Stream {
    var random = SplitMix64(state: seed)
    var stream = EVT2Stream()
    var high: UInt32 = 0x0FFF_FFF0
    var low: UInt32 = 0
    for _ in 0..<words {
      switch random.next(below: oddity * 8) {
      case 0: stream.words.append(UInt32.random(in: 0 ... .max, using: &random))
      case 1: stream.event(low: low, x: 640, y: 0, isOn: true)
      case 2: stream.event(low: low, x: 0, y: 480, isOn: false)
      case 3: stream.trigger(low: low, channel: random.next(below: 32), isRising: random.next(below: 2) == 1)
      case 4: low = random.next(below: 64)
      case 5: stream.words += [0xE << 28 | 0x14, 0xF << 28 | 77]
      case 6: stream.timeHigh((high &- random.next(below: 3)) & 0x0FFF_FFFF)
      default: break
      }
      if random.next(below: 40) == 0 {
        high = (high + random.next(below: 3)) & 0x0FFF_FFFF
        stream.timeHigh(high)
        low = 0
      }
      low = min(low + random.next(below: 3), 63)
      stream.event(
        low: low, x: random.next(below: 640), y: random.next(below: 480), isOn: random.next(below: 2) == 1)
    }
    return stream
  }

  /// Events and statistics, word by word.
  func reading(geometry: SensorGeometry?) -> PlainReading {
    var reading = PlainReading()
    var high: Int64?
    var loops: Int64 = 0
    for (index, word) in words.enumerated() {
      let offset = UInt64(index * 4)
      let time = high.map { loops << 34 + $0 * 64 + Int64(word / (1 << 22) % 64) }
      switch word / (1 << 28) {
      case 0, 1:
        let (x, y) = (Int(word / 2048 % 2048), Int(word % 2048))
        if let time {
          if x < geometry?.width ?? 2048, y < geometry?.height ?? 2048 {
            reading.add(time: time, x: x, y: y, isOn: word >= 1 << 28)
          } else {
            reading.statistics.skip(.outOfRange, at: offset)
          }
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      case 8:
        let new = Int64(word % (1 << 28))
        if let high, new < high, (high - new) * 64 >= 17_179_869_184 - 64 - 10_000 {
          loops += 1
          reading.statistics.timeWraps += 1
        }
        high = new
      case 10:
        if let time {
          reading.addTrigger(time: time, channel: Int(word / 256 % 32), isRising: word % 2 == 1)
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      case 13, 14, 15: reading.statistics.skip(.notEvents, at: offset)
      default: reading.statistics.skip(.unknownType, at: offset)
      }
    }
    return reading
  }
}
