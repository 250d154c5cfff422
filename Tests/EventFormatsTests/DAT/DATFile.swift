import EventFormats
import Events

/// A DAT file put together for a test, and what it must be decoded to by the plainest reading of the format.
struct DATFile {
  var text = "% Data file containing CD events.\n% Version 2\n% Height 240\n% Width 304\n"
  var type: UInt8? = 0x0C
  var size: UInt8 = 8
  var records: [(ticks: UInt32, second: UInt32)] = []
  var tail: [UInt8] = []

  static func second(x: UInt32, y: UInt32, polarity: UInt32) -> UInt32 { x | y << 14 | polarity << 28 }

  var headerBytes: [UInt8] { Array(text.utf8) + (type.map { [$0, size] } ?? []) }

  var bytes: [UInt8] {
    var bytes = headerBytes
    for record in records {
      for word in [record.ticks, record.second] {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
      }
    }
    return bytes + tail
  }

  /// Events and statistics, record by record.
  func expectation(geometry: SensorGeometry?, version: Int = 2) -> (events: [Event], statistics: DecodingStatistics) {
    var events: [Event] = []
    var statistics = DecodingStatistics()
    var wraps: Int64 = 0
    var last: UInt32 = 0
    for (index, record) in records.enumerated() {
      let word = record.second
      let x = version == 2 ? word % 16384 : word % 512
      let y = version == 2 ? word / 16384 % 16384 : word / 512 % 256
      let polarity = version == 2 ? word >> 28 : word >> 17
      if let geometry, x >= geometry.width || y >= geometry.height {
        statistics.skip(.outOfRange, at: UInt64(headerBytes.count + index * 8))
        continue
      }
      if record.ticks < last {
        if last - record.ticks > 1 << 31 {
          wraps += 1
          statistics.timeWraps += 1
        } else {
          statistics.backwardSteps += 1
        }
      }
      if polarity > 1 { statistics.suspicious += 1 }
      last = record.ticks
      let time = wraps * 4_294_967_296 + Int64(record.ticks)
      events.append(Event(time: time, x: UInt16(x), y: UInt16(y), polarity: polarity % 2 == 1 ? .on : .off))
    }
    statistics.events = UInt64(events.count)
    if !tail.isEmpty { statistics.skip(.truncated, at: UInt64(bytes.count - tail.count)) }
    return (events, statistics)
  }
}
