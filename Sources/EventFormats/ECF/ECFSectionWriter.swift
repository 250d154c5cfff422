import Events

/// Writes a chunk's header and sections to memory that is large enough.
struct ECFSectionWriter {
  private let start: UnsafeMutableRawPointer
  private var target: UnsafeMutableRawPointer

  /// Creates a writer at the start of `maximumSize(of:)` bytes.
  init(_ start: UnsafeMutableRawPointer) {
    self.start = start
    target = start
  }

  /// The most bytes that a chunk takes: for each event a step of 16 nibbles with its run, a row, a column and a polarity, and what
  /// fills the last group of four.
  static func maximumSize(of count: Int) -> Int { ECF.headerSize + count * (19 + 4 + 4 + 3) + 16 }

  /// The bytes written.
  var byteCount: Int { target - start }

  /// Writes a chunk.
  mutating func write(_ events: UnsafeBufferPointer<Event>, _ packing: ECF.Packing) {
    let packingBits: UInt32 =
      switch packing {
      case .split: 0
      case .xp: ECF.xpBit
      case .yxp: ECF.yxpBit
      }
    put(UInt32(events.count) << 2 | packingBits)
    put(events.first?.time ?? 0)
    writeTimes(events)
    switch packing {
    case .yxp:
      writePackedPixels(events)
    case .xp:
      writeRows(events)
      writePackedColumns(events)
    case .split:
      writeRows(events)
      writeMaskedColumns(events)
      writePolarities(events)
    }
  }

  private mutating func writeTimes(_ events: UnsafeBufferPointer<Event>) {
    guard var time = events.first?.time else { return }
    var index = 0
    while index < events.count {
      let next = events[index].time
      // Both ends are times of events in ascending order, so the difference fits into 64 bits without sign.
      var delta = UInt64(bitPattern: next &- time)
      if delta >= 15 {
        while delta > 0 {
          put(0xF0 | UInt8(truncatingIfNeeded: delta & 15))
          delta >>= 4
        }
      }
      time = next
      let run = Self.run(events, from: index) { $0.time == next }
      let step = UInt8(truncatingIfNeeded: delta) << 4
      put(step | UInt8(min(run, 15)))
      if run >= 15 { put(UInt16(run)) }
      index += run
    }
  }

  private mutating func writeRows(_ events: UnsafeBufferPointer<Event>) {
    var index = 0
    while index < events.count {
      let row = events[index].y
      let run = Self.run(events, from: index) { $0.y == row }
      put(row << 5 | UInt16(min(run, 31)))
      if run >= 31 { put(UInt16(run)) }
      index += run
    }
  }

  private mutating func writeMaskedColumns(_ events: UnsafeBufferPointer<Event>) {
    var index = 0
    while index < events.count {
      let first = events[index].x
      var last = first
      var mask: UInt16 = 0
      index += 1
      while index < events.count, events[index].x > last, events[index].x &- first <= 5 {
        last = events[index].x
        mask |= 1 << (5 - (last - first))
        index += 1
      }
      put(first << 5 | mask)
    }
  }

  private mutating func writePolarities(_ events: UnsafeBufferPointer<Event>) {
    var index = 0
    while index < events.count {
      let polarity = events[index].polarity
      let run = Self.run(events, from: index) { $0.polarity == polarity }
      put(polarity.rawValue << 7 | UInt8(min(run, 127)))
      if run >= 127 { put(UInt16(run)) }
      index += run
    }
  }

  private mutating func writePackedColumns(_ events: UnsafeBufferPointer<Event>) {
    for first in stride(from: 0, to: events.count, by: 4) {
      let values = Self.group(events, from: first) { UInt32($0.x) << 1 | UInt32($0.polarity.rawValue) }
      put(UInt16(truncatingIfNeeded: values[0] << 4 | values[1] & 0xF))
      put(UInt16(truncatingIfNeeded: (values[1] >> 4) << 8 | values[2] & 0xFF))
      put(UInt16(truncatingIfNeeded: (values[2] >> 8) << 12 | values[3]))
    }
  }

  private mutating func writePackedPixels(_ events: UnsafeBufferPointer<Event>) {
    for first in stride(from: 0, to: events.count, by: 4) {
      let values = Self.group(events, from: first) {
        UInt32($0.y) << 12 | UInt32($0.x) << 1 | UInt32($0.polarity.rawValue)
      }
      put(values[0] << 8 | values[1] & 0xFF)
      put((values[1] >> 8) << 16 | values[2] & 0xFFFF)
      put((values[2] >> 16) << 24 | values[3])
    }
  }

  /// How many events from `index` on are alike; the first of them is.
  @inline(__always)
  private static func run(
    _ events: UnsafeBufferPointer<Event>, from index: Int, _ isAlike: (Event) -> Bool
  ) -> Int {
    var end = index + 1
    while end < events.count, isAlike(events[end]) { end += 1 }
    return end - index
  }

  /// The packed values of up to four events; those that are missing are 0.
  @inline(__always)
  private static func group(
    _ events: UnsafeBufferPointer<Event>, from first: Int, _ pack: (Event) -> UInt32
  ) -> SIMD4<UInt32> {
    var values = SIMD4<UInt32>()
    for lane in 0..<min(4, events.count - first) { values[lane] = pack(events[first + lane]) }
    return values
  }

  @inline(__always)
  private mutating func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    target.storeBytes(of: value.littleEndian, as: Value.self)
    target += MemoryLayout<Value>.size
  }
}
