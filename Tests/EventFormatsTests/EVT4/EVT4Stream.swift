import EventFormats
import Events
import TestSupport

/// EVT4 words put together for a test.
struct EVT4Stream {
  var words: [UInt32] = []

  mutating func event(low: UInt32, x: UInt32, y: UInt32, isOn: Bool) {
    words.append((isOn ? 0xB : 0xA) << 28 | low << 22 | x << 11 | y)
  }

  mutating func vector(low: UInt32, x: UInt32, y: UInt32, isOn: Bool, mask: UInt32) {
    words += [(isOn ? 0xD : 0xC) << 28 | low << 22 | x << 11 | y, mask]
  }

  mutating func timeHigh(_ high: UInt32) { words.append(0xE << 28 | high) }

  /// Events and vectors, with one in about `oddity` words of another kind.
  static func random(words: Int, oddity: UInt32, seed: UInt64) -> EVT4Stream {
    var random = SplitMix64(state: seed)
    var stream = EVT4Stream()
    var high: UInt32 = 0x0FFF_FFF8
    var low: UInt32 = 0
    for _ in 0..<words {
      switch random.next(below: oddity * 7) {
      case 0: stream.words.append(UInt32.random(in: 0 ... .max, using: &random))
      case 1: stream.event(low: low, x: 1280, y: 0, isOn: true)
      case 2: stream.vector(low: low, x: 1270, y: 0, isOn: true, mask: 0xFFF)
      case 3: stream.vector(low: low, x: 0, y: 720, isOn: false, mask: 0xE000_000E)
      case 4: stream.words.append(9 << 28 | low << 22 | random.next(below: 32) << 8 | 5 << 1 | random.next(below: 2))
      case 5: stream.words += [0x6 << 28 | 0x14, 0x7 << 28 | 77, .max]
      case 6: stream.timeHigh((high &- random.next(below: 3)) & 0x0FFF_FFFF)
      default: break
      }
      if random.next(below: 30) == 0 {
        high = (high + random.next(below: 3)) & 0x0FFF_FFFF
        stream.timeHigh(high)
        low = 0
      }
      low = min(low + random.next(below: 3), 63)
      let (x, y, isOn) = (random.next(below: 1280), random.next(below: 720), random.next(below: 2) == 1)
      if random.next(below: 8) == 0 {
        stream.vector(low: low, x: x & ~31, y: y, isOn: isOn, mask: UInt32(truncatingIfNeeded: random.next()))
      } else {
        stream.event(low: low, x: x, y: y, isOn: isOn)
      }
    }
    return stream
  }

  /// Events and statistics, word by word.
  func reading(geometry: SensorGeometry?) -> PlainReading {
    var reading = PlainReading()
    var high: Int64?
    var loops: Int64 = 0
    var index = 0
    while index < words.count {
      let word = words[index]
      let offset = UInt64(index * 4)
      let time = high.map { loops << 34 + $0 * 64 + Int64(word / (1 << 22) % 64) }
      index += 1
      let type = word / (1 << 28)
      switch type {
      case 10...13:
        var mask: UInt32 = 1
        if type >= 12 {
          guard index < words.count else {
            reading.statistics.skip(.truncated, at: offset)
            break
          }
          mask = words[index]
          index += 1
        }
        for bit in 0..<32 where mask >> UInt32(bit) % 2 == 1 {
          let (x, y) = (Int(word / 2048 % 2048) + bit, Int(word % 2048))
          if let time {
            if x < geometry?.width ?? 2048, y < geometry?.height ?? 2048 {
              reading.add(time: time, x: x, y: y, isOn: type % 2 == 1)
            } else {
              reading.statistics.skip(.outOfRange, at: offset)
            }
          } else {
            reading.statistics.skip(.noTimeBase, at: offset)
          }
        }
      case 14:
        let new = Int64(word % (1 << 28))
        if let high, (high - new) * 64 >= 8_589_934_592 {
          loops += 1
          reading.statistics.timeWraps += 1
        }
        high = new
      case 9:
        if let time {
          reading.addTrigger(time: time, channel: Int(word / 256 % 32), isRising: word % 2 == 1)
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      case 6, 7, 15: reading.statistics.skip(.notEvents, at: offset)
      default: reading.statistics.skip(.unknownType, at: offset)
      }
    }
    return reading
  }
}
