public import Events

/// Decodes EVT3 words without a header, for example the payloads of `event_camera_msgs/EventPacket`; `RAWDecoder` reads
/// whole files.
///
/// The state carries over from one piece of the stream to the next. Events before the first `TIME_HIGH` word have no time
/// and are skipped, as are those before the first row. Source: `EVT3`.
public struct EVT3Decoder: WordStreamDecoder, LossTolerantDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public internal(set) var statistics = DecodingStatistics()
  var partialWord = PartialWord<UInt16>()
  var offset: UInt64
  package var acceleration = DecodingAcceleration.best

  var clock: EVT3Clock
  var row = Row.unknown
  /// The row's number where `row` is `valid`.
  var y: UInt16 = 0
  var vectorBase: VectorBase?
  var pending = PendingVector()
  var lastTime = Int64.min
  let width: Int
  let height: Int
  /// Which words a portable run takes at once.
  let coordinateLimits: InlineArray<16, UInt16>

  /// What events of the current row are.
  enum Row: Sendable {
    /// Without a row: none has been sent (again) yet.
    case unknown
    /// Change events on the sensor.
    case valid
    /// Change events outside the sensor.
    case outOfRange
    /// No change events.
    case otherKind
  }

  /// Where the next vector word begins.
  struct VectorBase: Sendable {
    var x: Int
    var polarityBits: Int32
  }

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - description: what is known of the stream; events outside its geometry are skipped and counted.
  ///   - timeOrigin: what the times count from.
  ///   - offset: the byte offset in the stream of the first word.
  public init(
    description: StreamDescription = StreamDescription(format: .evt3), timeOrigin: RAWTimeOrigin = .sensor,
    offset: UInt64 = 0
  ) {
    self.description = description
    self.offset = offset
    clock = EVT3Clock(origin: timeOrigin)
    width = min(description.geometry?.width ?? .max, EVT3.largestCoordinate + 1)
    height = min(description.geometry?.height ?? .max, EVT3.largestCoordinate + 1)
    coordinateLimits = EVT3PortableRun.coordinateLimits(width: width, height: height)
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

  /// Says that bytes before the next ones were lost: events are skipped until `TIME_HIGH`, then `TIME_LOW`, then a row
  /// have come.
  public mutating func noteLostBytes() {
    offset &+= UInt64(partialWord.byteCount)
    partialWord.clear()
    clock.loseTime()
    row = .unknown
    vectorBase = nil
  }

  mutating func flushPending(into batch: inout EventBatch) {
    guard !pending.isEmpty else { return }
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decode(word: UInt16, into batch: inout EventBatch) {
    let content = word & 0xFFF
    switch word >> 12 {
    case EVT3.WordType.row:
      // After lost bytes rows count from the first complete time on.
      guard clock.knowledge != .upperHalf else { return }
      y = content & 0x7FF
      row = Int(y) < height ? .valid : .outOfRange
    case EVT3.WordType.exposureRow:
      row = .otherKind
      statistics.skip(.notEvents, at: offset)
    case EVT3.WordType.column:
      emit(mask: 1, x: Int(content & 0x7FF), polarityBits: Int32(content >> 11), into: &batch)
    case EVT3.WordType.vectorBase:
      vectorBase = VectorBase(x: Int(content & 0x7FF), polarityBits: Int32(content >> 11))
    case EVT3.WordType.vector12:
      emitVector(mask: UInt32(content), width: 12, into: &batch)
    case EVT3.WordType.vector8:
      emitVector(mask: UInt32(content & 0xFF), width: 8, into: &batch)
    case EVT3.WordType.timeLow:
      clock.receive(low: content)
    case EVT3.WordType.timeHigh:
      if clock.receive(high: content) { statistics.timeWraps &+= 1 }
    case EVT3.WordType.externalTrigger:
      guard clock.knowledge == .all else { return statistics.skip(.noTimeBase, at: offset) }
      batch.triggers.append(
        TriggerEvent(time: clock.time, channel: UInt8(content >> 8), isRising: content & 1 == 1))
      statistics.triggers &+= 1
    case EVT3.WordType.other, EVT3.WordType.continued12, EVT3.WordType.continued4, EVT3.WordType.inertial:
      statistics.skip(.notEvents, at: offset)
    default:
      statistics.skip(.unknownType, at: offset)
    }
  }

  private mutating func emitVector(mask: UInt32, width: Int, into batch: inout EventBatch) {
    guard let base = vectorBase else {
      guard mask != 0 else { return }
      return statistics.skip(.noAddress, at: offset, count: UInt64(mask.nonzeroBitCount))
    }
    emit(mask: mask, x: base.x, polarityBits: base.polarityBits, into: &batch)
    // The base advances with an empty mask too; it stops where no column can be reached any more.
    vectorBase?.x = min(base.x + width, EVT3.largestCoordinate + 1)
  }

  /// Gives an event at column `x + i` of the current row for each bit i set in `mask`, or counts why not.
  private mutating func emit(mask: UInt32, x: Int, polarityBits: Int32, into batch: inout EventBatch) {
    guard mask != 0 else { return }
    let refusal: SkipReason? =
      switch (clock.knowledge, row) {
      case (.nothing, _), (.upperHalf, _): .noTimeBase
      case (.all, .unknown): .noAddress
      case (.all, .outOfRange): .outOfRange
      case (.all, .otherKind): .notEvents
      case (.all, .valid): nil
      }
    if let refusal { return statistics.skip(refusal, at: offset, count: UInt64(mask.nonzeroBitCount)) }
    let onSensor = mask & PendingVector.columnMask(width - x)
    if onSensor != mask {
      statistics.skip(.outOfRange, at: offset, count: UInt64((mask ^ onSensor).nonzeroBitCount))
    }
    guard onSensor != 0 else { return }
    let time = clock.time
    if time < lastTime { statistics.backwardSteps &+= 1 }
    lastTime = time
    pending = PendingVector(mask: onSensor, x: UInt16(x), y: y, polarityBits: polarityBits, time: time)
    statistics.events &+= UInt64(pending.flush(into: &batch))
  }

  mutating func decodeRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    guard acceleration != .none, clock.knowledge == .all, row == .valid else { return 0 }
    if acceleration == .best && EventKernels.areAvailable {
      let taken = decodeKernelRun(words, count: count, into: &batch)
      // The kernel leaves the end of a batch.
      if taken > 0 { return taken }
    }
    return decodePortableRun(words, count: count, into: &batch)
  }
}
