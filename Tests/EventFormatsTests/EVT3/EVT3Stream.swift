import EventFormats
import Events
import TestSupport

/// EVT3 words put together for a test.
struct EVT3Stream {
  var words: [UInt16] = []

  mutating func add(_ type: UInt16, _ content: UInt16) { words.append(type << 12 | content) }

  /// Events in groups of a time, with rows, vectors and disorder as sensors send them, and one word in about `oddity` of another
  /// kind or damaged.
  static func random(groups: Int, oddity: UInt32, seed: UInt64) -> EVT3Stream {
    var random = SplitMix64(state: seed)
    var stream = EVT3Stream()
    var time: UInt32 = 0xFF_F000
    for _ in 0..<groups {
      time = (time + random.next(below: 40)) & 0xFF_FFFF
      if random.next(below: 3) == 0 { stream.add(8, UInt16(time >> 12)) }
      // The trap of real sensors: a lower half that is too large, at once corrected.
      if random.next(below: 20) == 0 { stream.add(6, UInt16(min(time & 0xFFF + 11, 0xFFF))) }
      if random.next(below: 4) != 0 { stream.add(6, UInt16(time & 0xFFF)) }
      if random.next(below: 5) != 0 { stream.add(0, UInt16(random.next(below: 720) | random.next(below: 2) << 11)) }
      switch random.next(below: 6) {
      case 0:
        stream.add(3, UInt16(random.next(below: 40) * 32 | random.next(below: 2) << 11))
        for _ in 0...random.next(below: 2) {
          if random.next(below: 9) != 0 { stream.add(4, UInt16(random.next(below: 4096) & random.next(below: 4096))) }
          if random.next(below: 9) != 0 { stream.add(4, UInt16(random.next(below: 4096))) }
          if random.next(below: 9) != 0 { stream.add(5, UInt16(random.next(below: 4096) & random.next(below: 4096))) }
        }
      case 1:
        stream.words += [0xE014, 0xF123, 0xF456, 0x7007]
      default:
        for _ in 0...random.next(below: 4) {
          stream.add(2, UInt16(random.next(below: 1280) | random.next(below: 2) << 11))
        }
      }
      switch random.next(below: oddity * 10) {
      case 0: stream.words.append(UInt16.random(in: 0 ... .max, using: &random))
      case 1: stream.add(0, UInt16(720 + random.next(below: 1328)))
      case 2: stream.add(2, UInt16(1280 + random.next(below: 768)))
      case 3: stream.add(8, UInt16(random.next(below: 4096)))
      case 4: stream.add(10, UInt16(random.next(below: 16) << 8 | random.next(below: 2)))
      case 5: stream.words += [0x9999, 0xB000, 0xC000, 0xD123]
      case 6: stream.add(1, 5)
      case 7: stream.add(3, UInt16(1270 + random.next(below: 20)))
      case 8: stream.add(3, UInt16(2030 + random.next(below: 18)))
      default: break
      }
    }
    return stream
  }

  /// Events and statistics, word by word, for a stream without lost bytes.
  func reading(geometry: SensorGeometry?) -> PlainReading {
    var reading = PlainReading()
    let (width, height) = (geometry?.width ?? 2048, geometry?.height ?? 2048)
    var (high, low, loops) = (nil as Int64?, 0 as Int64, 0 as Int64)
    var (row, isOtherKind) = (nil as Int?, false)
    var (vectorX, isVectorOn) = (nil as Int?, false)
    for (index, word) in words.enumerated() {
      let offset = UInt64(index * 2)
      let content = Int(word % 4096)
      let time = high.map { loops << 24 + $0 << 12 + low }
      func event(_ x: Int, _ isOn: Bool) {
        if let time {
          if isOtherKind {
            reading.statistics.skip(.notEvents, at: offset)
          } else if let row {
            if row < height && x < width {
              reading.add(time: time, x: x, y: row, isOn: isOn)
            } else {
              reading.statistics.skip(.outOfRange, at: offset)
            }
          } else {
            reading.statistics.skip(.noAddress, at: offset)
          }
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      }
      switch word / 4096 {
      case 0: (row, isOtherKind) = (content % 2048, false)
      case 1:
        isOtherKind = true
        reading.statistics.skip(.notEvents, at: offset)
      case 2: event(content % 2048, content >= 2048)
      case 3: (vectorX, isVectorOn) = (content % 2048, content >= 2048)
      case 4, 5:
        let length = word / 4096 == 4 ? 12 : 8
        for bit in 0..<length where content >> bit % 2 == 1 {
          if let vectorX {
            event(vectorX + bit, isVectorOn)
          } else {
            reading.statistics.skip(.noAddress, at: offset)
          }
        }
        vectorX = vectorX.map { $0 + length }
      case 6: low = high == nil ? 0 : Int64(content)
      case 8:
        let new = Int64(content)
        if let high, high - new >= 2048 {
          loops += 1
          reading.statistics.timeWraps += 1
        }
        if new != high { low = 0 }
        high = new
      case 10:
        if let time {
          reading.addTrigger(time: time, channel: content / 256, isRising: content % 2 == 1)
        } else {
          reading.statistics.skip(.noTimeBase, at: offset)
        }
      case 7, 13, 14, 15: reading.statistics.skip(.notEvents, at: offset)
      default: reading.statistics.skip(.unknownType, at: offset)
      }
    }
    return reading
  }
}
