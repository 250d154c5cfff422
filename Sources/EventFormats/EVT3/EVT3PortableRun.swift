import Events

/// A run of frequent EVT3 words: all but those that change the upper half of the time, lie outside the sensor, or are rare.
struct EVT3PortableRun {
  let base: Int64
  let high: UInt16
  let width: UInt32
  /// For each type: single events, rows and lower times with a coordinate below this may be taken without a closer look.
  let coordinateLimits: InlineArray<16, UInt16>
  var row: UInt32
  var low: UInt32
  /// First column of the next vector; more than 2048 where none has been sent.
  var vectorX: UInt32
  var vectorPolarity: UInt32
  /// Time of the last event written.
  var lastTime: Int64
  /// Words taken and events written.
  var taken = 0
  var written = 0
  var vendorWords: UInt64 = 0
  var firstVendorWord = 0
  var backwardSteps: UInt64 = 0

  /// The limits for a sensor of a size of at most 2048 each way.
  static func coordinateLimits(width: Int, height: Int) -> InlineArray<16, UInt16> {
    var limits = InlineArray<16, UInt16>(repeating: 0)
    limits[Int(EVT3.WordType.row)] = UInt16(height)
    limits[Int(EVT3.WordType.column)] = UInt16(width)
    limits[Int(EVT3.WordType.timeLow)] = 2048
    return limits
  }

  /// Decodes up to the first word that is no part of a run, or until `output` has no room for a vector's events.
  mutating func decode(_ words: UnsafeRawPointer, count: Int, to output: UnsafeMutableRawPointer, capacity: Int) {
    while taken < count && capacity - written >= 12 {
      let start = taken
      let firstEvent = written
      decodeSingleEvents(words, count: min(count, taken + capacity - written), to: output)
      countBackwardSteps(in: output, from: firstEvent)
      while taken < count, capacity - written >= 12, decodeOther(words, to: output) {}
      if taken == start { return }
    }
  }

  /// Decodes words that are no vectors; `output` has room for an event of each.
  private mutating func decodeSingleEvents(_ words: UnsafeRawPointer, count: Int, to output: UnsafeMutableRawPointer) {
    let base = base
    let sameHigh = UInt32(EVT3.WordType.timeHigh &<< 12 | high)
    var shiftedRow = row &<< 16
    var low = low
    var index = taken
    var place = output + written &* MemoryLayout<Event>.stride
    // Without a branch on the type: the types of neighbouring words cannot be foretold. Every word writes an event, and only
    // an event's word keeps it.
    while index < count {
      let word = UInt32(UInt16(littleEndian: words.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)))
      let type = word &>> 12
      let coordinate = word & 0x7FF
      guard (coordinate < UInt32(coordinateLimits[unchecked: Int(type)])) != (word == sameHigh) else { break }
      shiftedRow = type == UInt32(EVT3.WordType.row) ? coordinate &<< 16 : shiftedRow
      low = type == UInt32(EVT3.WordType.timeLow) ? word & 0xFFF : low
      place.storeBytes(of: shiftedRow | coordinate, as: UInt32.self)
      place.storeBytes(of: word &>> 11 & 1, toByteOffset: 4, as: UInt32.self)
      place.storeBytes(of: base &+ Int64(low), toByteOffset: 8, as: Int64.self)
      place += type == UInt32(EVT3.WordType.column) ? MemoryLayout<Event>.stride : 0
      index &+= 1
    }
    row = shiftedRow &>> 16
    self.low = low
    taken = index
    written = (place - output) / MemoryLayout<Event>.stride
  }

  private mutating func countBackwardSteps(in events: UnsafeMutableRawPointer, from first: Int) {
    var last = lastTime
    var steps: UInt64 = 0
    for index in first..<written {
      let time = events.load(fromByteOffset: index &* MemoryLayout<Event>.stride &+ 8, as: Int64.self)
      steps &+= time < last ? 1 : 0
      last = time
    }
    lastTime = last
    backwardSteps &+= steps
  }

  /// Decodes a word of a vector or of vendor data; false where it is another, or needs a closer look.
  private mutating func decodeOther(_ words: UnsafeRawPointer, to output: UnsafeMutableRawPointer) -> Bool {
    let word = UInt32(UInt16(littleEndian: words.loadUnaligned(fromByteOffset: taken &* 2, as: UInt16.self)))
    let type = UInt16(truncatingIfNeeded: word &>> 12)
    switch type {
    case EVT3.WordType.vectorBase:
      vectorX = word & 0x7FF
      vectorPolarity = word &>> 11 & 1
    case EVT3.WordType.vector12, EVT3.WordType.vector8:
      let length: UInt32 = type == EVT3.WordType.vector12 ? 12 : 8
      let mask = word & (1 &<< length &- 1)
      guard vectorX <= 2048, mask == 0 || vectorX &+ 32 &- UInt32(mask.leadingZeroBitCount) <= width else {
        return false
      }
      if mask != 0 {
        let time = base &+ Int64(low)
        backwardSteps &+= time < lastTime ? 1 : 0
        lastTime = time
        let address = UInt64(row &<< 16 | vectorX) | UInt64(vectorPolarity) &<< 32
        written &+= PendingVector.write(
          mask, address: address, time: time, to: output + written &* MemoryLayout<Event>.stride)
      }
      vectorX = min(vectorX &+ length, 2048)
    case EVT3.WordType.continued4, EVT3.WordType.inertial, EVT3.WordType.other, EVT3.WordType.continued12:
      if vendorWords == 0 { firstVendorWord = taken }
      vendorWords &+= 1
    default: return false
    }
    taken &+= 1
    return true
  }
}
