import Events

/// The events of one vector word: pixels side by side in one row, of one polarity and one time.
struct PendingVector: Sendable {
  private var mask: UInt32 = 0
  private var x: UInt16 = 0
  private var y: UInt16 = 0
  private var polarityBits: Int32 = 0
  private var time: Int64 = 0

  /// No events.
  init() {}

  /// An event at column `x + i` for each bit i set in `mask`; all of these columns fit in 16 bits.
  init(mask: UInt32, x: UInt16, y: UInt16, polarityBits: Int32, time: Int64) {
    self.mask = mask
    self.x = x
    self.y = y
    self.polarityBits = polarityBits
    self.time = time
  }

  /// Whether all events have been given.
  var isEmpty: Bool { mask == 0 }

  /// Moves events to `batch`, lowest column first, as many as fit.
  ///
  /// - Returns: how many.
  mutating func flush(into batch: inout EventBatch) -> Int {
    let count = min(mask.nonzeroBitCount, batch.freeCapacity)
    var event = Event(time: time, x: 0, y: y, polarity: polarityBits == 0 ? .off : .on)
    for _ in 0..<count {
      event.x = x &+ UInt16(truncatingIfNeeded: mask.trailingZeroBitCount)
      batch.append(event)
      mask &= mask &- 1
    }
    return count
  }

  /// The bits of a mask that stand for columns on the sensor, where `columns` are left from the first one on; may be negative.
  static func columnMask(_ columns: Int) -> UInt32 {
    columns >= 32 ? .max : columns <= 0 ? 0 : 1 << UInt32(columns) - 1
  }

  /// Writes the events of `mask` to `output`, which has room for them.
  ///
  /// - Parameter address: row and polarity at their places in an event, and the first column.
  /// - Returns: how many.
  @inline(__always)
  static func write(_ mask: UInt32, address: UInt64, time: Int64, to output: UnsafeMutableRawPointer) -> Int {
    var left = mask
    var place = output
    while left != 0 {
      place.storeBytes(of: address &+ UInt64(left.trailingZeroBitCount), as: UInt64.self)
      place.storeBytes(of: time, toByteOffset: 8, as: Int64.self)
      place += MemoryLayout<Event>.stride
      left &= left &- 1
    }
    return mask.nonzeroBitCount
  }
}
