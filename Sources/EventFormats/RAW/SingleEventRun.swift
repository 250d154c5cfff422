internal import CEventKernels
import Events

/// A run of the words of EVT2 or EVT4 that hold one event each, decoded faster than word by word and with the same outcome.
struct SingleEventRun {
  /// The smaller, even one of the two neighbouring types of events; the larger one is ON.
  let types: UInt32
  let timeHighType: UInt32
  /// The sensor's size, at most 2048 each.
  let width: UInt32
  let height: UInt32
  /// The time base in microseconds, and as it was sent last.
  var base: Int64
  var high: UInt32
  /// Time of the last event.
  var lastTime: Int64
  /// Events written.
  var events: UInt64 = 0
  /// Events earlier than the one before them.
  var backwardSteps: UInt64 = 0

  init(
    types: UInt32, timeHighType: UInt32, width: UInt32, height: UInt32, base: Int64, high: UInt32, lastTime: Int64
  ) {
    self.types = types
    self.timeHighType = timeHighType
    self.width = width
    self.height = height
    self.base = base
    self.high = high
    self.lastTime = lastTime
  }

  /// Decodes up to the first word that is no event on the sensor, nor a time base that does not fall.
  ///
  /// - Returns: the number of words decoded; may be fewer than possible.
  mutating func decode(
    _ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch, acceleration: DecodingAcceleration
  ) -> Int {
    var taken = 0
    batch.withUnsafeFreeCapacity { free in
      guard let start = UnsafeMutableRawPointer(free.baseAddress) else { return 0 }
      if acceleration == .best && EventKernels.areAvailable {
        taken = decodeVectorised(words, count: count, to: start, capacity: free.count)
      }
      // The kernel leaves the end of a batch.
      if taken == 0 { taken = decodePortable(words, count: min(count, free.count), to: start) }
      return Int(events)
    }
    return taken
  }

  private mutating func decodeVectorised(
    _ words: UnsafeRawPointer, count: Int, to output: UnsafeMutableRawPointer, capacity: Int
  ) -> Int {
    var run = single_event_run()
    run.base = base
    run.last_time = lastTime
    run.high = high
    run.types = types
    run.time_high_type = timeHighType
    run.width = width
    run.height = height
    let taken = single_event_decode_run(
      &run, words.assumingMemoryBound(to: UInt8.self), count, output.assumingMemoryBound(to: UInt8.self), capacity)
    base = run.base
    high = run.high
    lastTime = run.last_time
    events = UInt64(run.written)
    backwardSteps = run.backward_steps
    return taken
  }

  private mutating func decodePortable(_ words: UnsafeRawPointer, count: Int, to output: UnsafeMutableRawPointer) -> Int
  {
    // Copies: the compiler must assume that what is written to `output` may be a property.
    let (base, width, height, types) = (base, width, height, types &<< 28)
    var (index, last, steps) = (0, lastTime, 0 as UInt64)
    while index < count {
      let word = UInt32(littleEndian: words.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)) ^ types
      let x = word &>> 11 & 0x7FF
      let y = word & 0x7FF
      guard word &>> 29 == 0, x < width, y < height else { break }
      let time = base &+ Int64(word &>> 22 & 0x3F)
      steps &+= time < last ? 1 : 0
      last = time
      let place = index &* MemoryLayout<Event>.stride
      output.storeBytes(of: UInt64(x | y &<< 16) | UInt64(word &>> 28) &<< 32, toByteOffset: place, as: UInt64.self)
      output.storeBytes(of: time, toByteOffset: place &+ 8, as: Int64.self)
      index &+= 1
    }
    lastTime = last
    backwardSteps = steps
    events = UInt64(index)
    return index
  }
}
