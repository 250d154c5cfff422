public import Events

/// Decodes EVT2.1 words without a header; `RAWDecoder` reads whole files.
///
/// Events before the first `TIME_HIGH` word have no time and are skipped. Source: `EVT21`.
public struct EVT21Decoder: WordStreamDecoder, LossTolerantDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public private(set) var statistics = DecodingStatistics()
  var partialWord = PartialWord<UInt64>()
  var offset: UInt64
  package var acceleration = DecodingAcceleration.best

  private var timeBase: TimeHighCounter
  private var pending = PendingVector()
  private var lastTime = Int64.min
  private let width: Int
  private let height: UInt64
  private let wordOrder: EVT21WordOrder

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - description: what is known of the stream; events outside its geometry are skipped and counted.
  ///   - wordOrder: the order of the words' halves.
  ///   - timeOrigin: what the times count from.
  ///   - offset: the byte offset in the stream of the first word.
  public init(
    description: StreamDescription = StreamDescription(format: .evt21), wordOrder: EVT21WordOrder = .little,
    timeOrigin: RAWTimeOrigin = .sensor, offset: UInt64 = 0
  ) {
    self.description = description
    self.wordOrder = wordOrder
    self.offset = offset
    timeBase = TimeHighCounter(wrapThresholdMicroseconds: EVT21.wrapThresholdMicroseconds, origin: timeOrigin)
    width = min(description.geometry?.width ?? .max, EVT21.largestCoordinate + 1)
    height = UInt64(min(description.geometry?.height ?? .max, EVT21.largestCoordinate + 1))
  }

  /// Whether events of a word that did not fit into the last batch are waiting.
  public var hasPendingEvents: Bool { !pending.isEmpty }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    decodeWords(bytes, into: &batch)
  }

  /// Ends the stream: counts a word that is cut off.
  public mutating func finish(into batch: inout EventBatch) {
    if partialWord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    partialWord.clear()
  }

  /// Says that bytes before the next ones were lost: events are skipped until a time base comes.
  public mutating func noteLostBytes() {
    offset &+= UInt64(partialWord.byteCount)
    partialWord.clear()
    timeBase.loseBase()
  }

  mutating func flushPending(into batch: inout EventBatch) {
    guard !pending.isEmpty else { return }
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decode(word: UInt64, into batch: inout EventBatch) {
    let word = wordOrder.reordered(word)
    switch word >> 60 {
    case EVT21.WordType.off, EVT21.WordType.on:
      emit(word, into: &batch)
    case EVT21.WordType.timeHigh:
      if timeBase.receive(UInt32(truncatingIfNeeded: word >> 32)) { statistics.timeWraps &+= 1 }
    case EVT21.WordType.externalTrigger:
      guard timeBase.isKnown else { return statistics.skip(.noTimeBase, at: offset) }
      batch.triggers.append(
        TriggerEvent(
          time: timeBase.base &+ Int64(word >> 54 & 0x3F), channel: UInt8(word >> 40 & 0x1F),
          isRising: word >> 32 & 1 == 1))
      statistics.triggers &+= 1
    case EVT21.WordType.other, EVT21.WordType.continued:
      statistics.skip(.notEvents, at: offset)
    default:
      statistics.skip(.unknownType, at: offset)
    }
  }

  private mutating func emit(_ word: UInt64, into batch: inout EventBatch) {
    let mask = UInt32(truncatingIfNeeded: word)
    guard mask != 0 else { return }
    guard timeBase.isKnown else {
      return statistics.skip(.noTimeBase, at: offset, count: UInt64(mask.nonzeroBitCount))
    }
    let x = Int(word >> 43 & 0x7FF)
    let y = word >> 32 & 0x7FF
    let onSensor = y < height ? mask & PendingVector.columnMask(width - x) : 0
    if onSensor != mask {
      statistics.skip(.outOfRange, at: offset, count: UInt64((mask ^ onSensor).nonzeroBitCount))
    }
    guard onSensor != 0 else { return }
    let time = timeBase.base &+ Int64(word >> 54 & 0x3F)
    if time < lastTime { statistics.backwardSteps &+= 1 }
    lastTime = time
    pending = PendingVector(
      mask: onSensor, x: UInt16(x), y: UInt16(y), polarityBits: Int32(word >> 60), time: time)
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decodeRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    guard acceleration != .none, timeBase.isKnown else { return 0 }
    let (base, height, width, order) = (timeBase.base, height, width, wordOrder)
    var (taken, backwardSteps, last) = (0, 0 as UInt64, lastTime)
    batch.withUnsafeFreeCapacity { free in
      guard let start = UnsafeMutableRawPointer(free.baseAddress) else { return 0 }
      var (index, written, steps, lastTime) = (0, 0, 0 as UInt64, last)
      while index < count && free.count &- written >= 32 {
        let word = order.reordered(
          UInt64(littleEndian: words.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)))
        let mask = UInt32(truncatingIfNeeded: word)
        let x = Int(word >> 43 & 0x7FF)
        let y = word >> 32 & 0x7FF
        let length = 32 &- mask.leadingZeroBitCount
        guard word >> 61 == 0, mask != 0, y < height, x &+ length <= width else { break }
        let time = base &+ Int64(word >> 54 & 0x3F)
        steps &+= time < lastTime ? 1 : 0
        lastTime = time
        written &+= PendingVector.write(
          mask, address: UInt64(x) | y << 16 | (word >> 60) << 32, time: time,
          to: start + written &* MemoryLayout<Event>.stride)
        index &+= 1
      }
      (taken, backwardSteps, last) = (index, steps, lastTime)
      statistics.events &+= UInt64(written)
      return written
    }
    lastTime = last
    statistics.backwardSteps &+= backwardSteps
    return taken
  }
}
