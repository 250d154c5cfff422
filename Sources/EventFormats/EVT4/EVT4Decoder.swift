public import Events

/// Decodes EVT4 words without a header; `RAWDecoder` reads whole files.
///
/// Events before the first `TIME_HIGH` word have no time and are skipped. Source: `EVT4`.
public struct EVT4Decoder: WordStreamDecoder, LossTolerantDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public private(set) var statistics = DecodingStatistics()
  var partialWord = PartialWord<UInt32>()
  var offset: UInt64
  package var acceleration = DecodingAcceleration.best

  private var timeBase: TimeHighCounter
  /// A vector word whose mask is the next word.
  private var openVector: UInt32?
  private var pending = PendingVector()
  private var lastTime = Int64.min
  private let width: UInt32
  private let height: UInt32

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - description: what is known of the stream; events outside its geometry are skipped and counted.
  ///   - timeOrigin: what the times count from.
  ///   - offset: the byte offset in the stream of the first word.
  public init(
    description: StreamDescription = StreamDescription(format: .evt4), timeOrigin: RAWTimeOrigin = .sensor,
    offset: UInt64 = 0
  ) {
    self.description = description
    self.offset = offset
    timeBase = TimeHighCounter(wrapThresholdMicroseconds: EVT4.wrapThresholdMicroseconds, origin: timeOrigin)
    width = UInt32(min(description.geometry?.width ?? .max, EVT4.largestCoordinate + 1))
    height = UInt32(min(description.geometry?.height ?? .max, EVT4.largestCoordinate + 1))
  }

  /// Whether events of a word that did not fit into the last batch are waiting.
  public var hasPendingEvents: Bool { !pending.isEmpty }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    decodeWords(bytes, into: &batch)
  }

  /// Ends the stream: counts a word that is cut off.
  public mutating func finish(into batch: inout EventBatch) {
    if openVector != nil {
      statistics.skip(.truncated, at: offset &- 4)
    } else if partialWord.byteCount > 0 {
      statistics.skip(.truncated, at: offset)
    }
    openVector = nil
    partialWord.clear()
  }

  /// Says that bytes before the next ones were lost: events are skipped until a time base comes.
  public mutating func noteLostBytes() {
    offset &+= UInt64(partialWord.byteCount)
    partialWord.clear()
    openVector = nil
    timeBase.loseBase()
  }

  mutating func flushPending(into batch: inout EventBatch) {
    guard !pending.isEmpty else { return }
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decode(word: UInt32, into batch: inout EventBatch) {
    if let vector = openVector {
      openVector = nil
      return emit(vector, mask: word, at: offset &- 4, into: &batch)
    }
    switch word >> 28 {
    case EVT4.WordType.off, EVT4.WordType.on:
      emit(word, mask: 1, at: offset, into: &batch)
    case EVT4.WordType.vectorOff, EVT4.WordType.vectorOn:
      openVector = word
    case EVT4.WordType.timeHigh:
      if timeBase.receive(word) { statistics.timeWraps &+= 1 }
    case EVT4.WordType.externalTrigger:
      guard timeBase.isKnown else { return statistics.skip(.noTimeBase, at: offset) }
      batch.triggers.append(
        TriggerEvent(
          time: timeBase.base &+ Int64(word >> 22 & 0x3F), channel: UInt8(word >> 8 & 0x1F), isRising: word & 1 == 1))
      statistics.triggers &+= 1
    case EVT4.WordType.other, EVT4.WordType.continued, EVT4.WordType.padding:
      statistics.skip(.notEvents, at: offset)
    default:
      statistics.skip(.unknownType, at: offset)
    }
  }

  /// Gives the events of `word` at its column + i for each bit i set in `mask`, or counts why not.
  private mutating func emit(_ word: UInt32, mask: UInt32, at offset: UInt64, into batch: inout EventBatch) {
    guard mask != 0 else { return }
    guard timeBase.isKnown else {
      return statistics.skip(.noTimeBase, at: offset, count: UInt64(mask.nonzeroBitCount))
    }
    let x = word >> 11 & 0x7FF
    let y = word & 0x7FF
    let onSensor = y < height ? mask & PendingVector.columnMask(Int(width) - Int(x)) : 0
    if onSensor != mask {
      statistics.skip(.outOfRange, at: offset, count: UInt64((mask ^ onSensor).nonzeroBitCount))
    }
    guard onSensor != 0 else { return }
    let time = timeBase.base &+ Int64(word >> 22 & 0x3F)
    if time < lastTime { statistics.backwardSteps &+= 1 }
    lastTime = time
    pending = PendingVector(
      mask: onSensor, x: UInt16(x), y: UInt16(y), polarityBits: Int32(word >> 28 & 1), time: time)
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decodeRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    guard acceleration != .none, timeBase.isKnown, openVector == nil else { return 0 }
    var run = SingleEventRun(
      types: EVT4.WordType.off, timeHighType: EVT4.WordType.timeHigh, width: width, height: height,
      base: timeBase.base, high: timeBase.high, lastTime: lastTime)
    let taken = run.decode(words, count: count, into: &batch, acceleration: acceleration)
    _ = timeBase.receive(run.high)
    lastTime = run.lastTime
    statistics.backwardSteps &+= run.backwardSteps
    statistics.events &+= run.events
    return taken
  }
}
