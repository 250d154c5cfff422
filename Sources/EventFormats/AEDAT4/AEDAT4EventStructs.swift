internal import CEventKernels
import Events

/// Decodes the events of AEDAT 4 packets: 16 bytes each, with the time first, then x, y and polarity.
struct AEDAT4EventStructs {
  /// The pixels that are given.
  private let bounds: PixelBounds
  private let kernelLevel: event_kernel_level

  /// Creates a decoder of events of a sensor; coordinates have 15 bits.
  init(geometry: SensorGeometry?, kernelLevel: event_kernel_level) {
    self.kernelLevel = kernelLevel
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
        // The kernel compares times with the event before, which must be the last one given.
        if index > 0 && Self.time(source, index - 1) == order.last {
          let run = aedat4_decode_events(
            source + index * AEDAT4.eventByteCount, min(count - index, free.count - written), UInt32(bounds.width),
            UInt32(bounds.height), out + written, kernelLevel)
          index += run
          written += run
          if run > 0 { order = TimeOrder(last: Self.time(source, index - 1)) }
        }
        let block = min(index == 0 ? 1 : Int(AEDAT4_BLOCK_EVENTS), count - index, free.count - written)
        written += decodeEach(
          source + index * AEDAT4.eventByteCount, count: block,
          at: Place(offset: place.offset &+ UInt64(index) &* place.stride, stride: place.stride),
          into: UnsafeMutableBufferPointer(start: out + written, count: block), order: &order, statistics: &statistics)
        index += block
      }
      statistics.events &+= UInt64(written)
      return written
    }
    return index
  }

  private static func time(_ source: UnsafeRawPointer, _ index: Int) -> Int64 {
    Int64(littleEndian: source.loadUnaligned(fromByteOffset: index * AEDAT4.eventByteCount, as: Int64.self))
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
