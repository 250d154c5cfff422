public import Events

/// Decodes EVT2 words without a header; `RAWDecoder` reads whole files.
///
/// Events before the first `TIME_HIGH` word have no time and are skipped. Source: `EVT2`.
public struct EVT2Decoder: WordStreamDecoder, LossTolerantDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public private(set) var statistics = DecodingStatistics()
  var partialWord = PartialWord<UInt32>()
  var offset: UInt64
  package var acceleration = DecodingAcceleration.best

  private var timeBase: TimeHighCounter
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
    description: StreamDescription = StreamDescription(format: .evt2), timeOrigin: RAWTimeOrigin = .sensor,
    offset: UInt64 = 0
  ) {
    self.description = description
    self.offset = offset
    timeBase = TimeHighCounter(wrapThresholdMicroseconds: EVT2.wrapThresholdMicroseconds, origin: timeOrigin)
    width = UInt32(min(description.geometry?.width ?? .max, EVT2.largestCoordinate + 1))
    height = UInt32(min(description.geometry?.height ?? .max, EVT2.largestCoordinate + 1))
  }

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

  func flushPending(into batch: inout EventBatch) {}

  mutating func decode(word: UInt32, into batch: inout EventBatch) {
    switch word >> 28 {
    case EVT2.WordType.off, EVT2.WordType.on:
      guard timeBase.isKnown else { return statistics.skip(.noTimeBase, at: offset) }
      let x = word >> 11 & 0x7FF
      let y = word & 0x7FF
      guard x < width, y < height else { return statistics.skip(.outOfRange, at: offset) }
      let time = timeBase.base &+ Int64(word >> 22 & 0x3F)
      if time < lastTime { statistics.backwardSteps &+= 1 }
      lastTime = time
      batch.append(
        Event(time: time, x: UInt16(x), y: UInt16(y), polarity: word >> 28 == EVT2.WordType.on ? .on : .off))
      statistics.events &+= 1
    case EVT2.WordType.timeHigh:
      if timeBase.receive(word) { statistics.timeWraps &+= 1 }
    case EVT2.WordType.externalTrigger:
      guard timeBase.isKnown else { return statistics.skip(.noTimeBase, at: offset) }
      batch.triggers.append(
        TriggerEvent(
          time: timeBase.base &+ Int64(word >> 22 & 0x3F), channel: UInt8(word >> 8 & 0x1F), isRising: word & 1 == 1))
      statistics.triggers &+= 1
    case EVT2.WordType.inertial, EVT2.WordType.other, EVT2.WordType.continued:
      statistics.skip(.notEvents, at: offset)
    default:
      statistics.skip(.unknownType, at: offset)
    }
  }

  mutating func decodeRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    guard acceleration != .none, timeBase.isKnown else { return 0 }
    var run = SingleEventRun(
      types: EVT2.WordType.off, timeHighType: EVT2.WordType.timeHigh, width: width, height: height,
      base: timeBase.base, high: timeBase.high, lastTime: lastTime)
    let taken = run.decode(words, count: count, into: &batch, acceleration: acceleration)
    _ = timeBase.receive(run.high)
    lastTime = run.lastTime
    statistics.backwardSteps &+= run.backwardSteps
    statistics.events &+= run.events
    return taken
  }
}
