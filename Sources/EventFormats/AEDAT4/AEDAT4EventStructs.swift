import Events

/// Decodes the events of AEDAT 4 packets: 16 bytes each, with the time first, then x, y and polarity.
struct AEDAT4EventStructs {
  /// So many events are looked at together.
  private static let blockEvents = 64

  /// The pixels that are given.
  let bounds: PixelBounds

  /// Creates a decoder of events of a sensor; coordinates have 15 bits.
  init(geometry: SensorGeometry?) {
    bounds = PixelBounds(
      geometry.map { SensorGeometry(width: min($0.width, 0x8000), height: min($0.height, 0x8000)) }
        ?? SensorGeometry(width: 0x8000, height: 0x8000))
  }

  /// Where the events stand in the stream, for what is skipped.
  struct Place {
    /// The offset of the first event, or of what it comes from.
    var offset: UInt64
    /// How far apart events are; 0 for those that come out of one compressed packet.
    var stride: UInt64
  }

  /// Decodes up to `count` events and returns how many; fewer only when the batch is full.
  func decode(
    _ source: UnsafeRawPointer, count: Int, at place: Place, into batch: inout EventBatch, order: inout TimeOrder,
    statistics: inout DecodingStatistics
  ) -> Int {
    var index = 0
    batch.withUnsafeFreeCapacity { free in
      guard let out = free.baseAddress else { return 0 }
      var written = 0
      while index < count && written < free.count {
        let block = min(Self.blockEvents, count - index, free.count - written)
        let start = source + index * AEDAT4.eventByteCount
        if copyOrdinary(start, count: block, into: out + written, order: &order) {
          written += block
        } else {
          let place = Place(offset: place.offset &+ UInt64(index) &* place.stride, stride: place.stride)
          written += decodeEach(
            start, count: block, at: place, into: UnsafeMutableBufferPointer(start: out + written, count: block),
            order: &order, statistics: &statistics)
        }
        index += block
      }
      statistics.events &+= UInt64(written)
      return written
    }
    return index
  }

  /// Decodes events if all of them are on the sensor, in order of time and with a polarity of 0 or 1; false if not.
  @inline(__always)
  private func copyOrdinary(
    _ source: UnsafeRawPointer, count: Int, into events: UnsafeMutablePointer<Event>, order: inout TimeOrder
  ) -> Bool {
    let out = UnsafeMutableRawPointer(events)
    // Three lanes of 16 bits each hold the largest legal x, y and polarity, which have 15 bits; a subtraction of what
    // is larger borrows the sign bit of its lane.
    let signs: UInt64 = 0x8000_8000_8000
    let limits = UInt64(bounds.width &- 1) | UInt64(bounds.height &- 1) &<< 16 | 1 &<< 32 | signs
    var last = order.last
    var flaws: UInt64 = 0
    for index in 0..<count {
      let position = index &* AEDAT4.eventByteCount
      let time = Int64(littleEndian: source.loadUnaligned(fromByteOffset: position, as: Int64.self))
      let rest =
        UInt64(littleEndian: source.loadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self)) & 0xFF_FFFF_FFFF
      flaws |= rest | ~(limits &- rest)
      flaws |= time < last ? signs : 0
      last = time
      // An `Event` has x, y and the 32 bits of the polarity first, then the time.
      out.storeBytes(of: rest, toByteOffset: position, as: UInt64.self)
      out.storeBytes(of: time, toByteOffset: position &+ 8, as: Int64.self)
    }
    guard flaws & signs == 0 else { return false }
    order = TimeOrder(last: last)
    return true
  }

  private func decodeEach(
    _ source: UnsafeRawPointer, count: Int, at place: Place, into events: UnsafeMutableBufferPointer<Event>,
    order: inout TimeOrder, statistics: inout DecodingStatistics
  ) -> Int {
    var written = 0
    for index in 0..<count {
      let position = index * AEDAT4.eventByteCount
      let time = Int64(littleEndian: source.loadUnaligned(fromByteOffset: position, as: Int64.self))
      let rest = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self))
      let x = UInt16(truncatingIfNeeded: rest)
      let y = UInt16(truncatingIfNeeded: rest >> 16)
      let polarity = UInt8(truncatingIfNeeded: rest >> 32)
      guard bounds.contains(x: Int32(x), y: Int32(y)) else {
        statistics.skip(.outOfRange, at: place.offset &+ UInt64(index) &* place.stride)
        continue
      }
      if polarity > 1 { statistics.suspicious &+= 1 }
      if order.follow(time) { statistics.backwardSteps &+= 1 }
      events[written] = Event(time: time, x: x, y: y, polarity: polarity == 0 ? .off : .on)
      written += 1
    }
    return written
  }
}
