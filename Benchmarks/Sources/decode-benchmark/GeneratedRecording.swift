import EventFormats
import Events
import Glibc

/// A DAT recording with the size, rate and order of those of the Gen1 automotive sensor: bursts at equal times, then a
/// pause.
struct GeneratedRecording {
  var eventCount: Int

  /// Why a file could not be written.
  struct WritingError: Error, CustomStringConvertible {
    var path: String
    var reason: String
    var description: String { "\(path): cannot be written: \(reason)" }
  }

  func write(to path: String) throws {
    let geometry = SensorGeometry(width: 304, height: 240)
    guard let file = fopen(path, "wb") else {
      throw WritingError(path: path, reason: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var encoder = DATEncoder(options: .init(geometry: geometry, eventType: .event2D))
    var state: UInt64 = 0x5ACC_ADE0
    var time: Int64 = 0
    var events: [Event] = []
    var bytes: [UInt8] = []
    var left = eventCount
    while left > 0 {
      events.removeAll(keepingCapacity: true)
      for _ in 0..<min(left, 65_536) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let bits = state >> 20
        // Seven of eight events share the time of the one before; a mean step of 8 microseconds makes 400 seconds of 50
        // million.
        time += bits & 7 == 0 ? Int64(bits >> 3 & 127) : 0
        let x = UInt16(truncatingIfNeeded: (bits >> 10 & 0xFFFF) * 304 >> 16)
        let y = UInt16(truncatingIfNeeded: (bits >> 26 & 0xFFFF) * 240 >> 16)
        events.append(Event(time: time, x: x, y: y, polarity: bits >> 42 & 1 == 1 ? .on : .off))
      }
      left -= events.count
      bytes.removeAll(keepingCapacity: true)
      try encoder.encode(events.span, into: &bytes)
      guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw WritingError(path: path, reason: String(cString: strerror(errno)))
      }
    }
    // Let the next reader fetch it from the disk: what was read ahead lies in larger pages of the cache than what was
    // written, and recordings are usually read long after they were written.
    guard fflush(file) == 0, fsync(fileno(file)) == 0 else {
      throw WritingError(path: path, reason: String(cString: strerror(errno)))
    }
    posix_fadvise(fileno(file), 0, 0, POSIX_FADV_DONTNEED)
  }
}
