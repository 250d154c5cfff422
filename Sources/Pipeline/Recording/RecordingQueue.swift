import Events
import Messages

/// What waits to be recorded, bounded: neither ingest nor publishing waits for a disk.
///
/// The pre-roll is what waits for windows to come. Where memory is used up, the oldest block makes room: it is counted as lost, or
/// where nobody knows yet whether it was to be recorded, the stretch that begins in it as shortened.
///
/// `@unchecked Sendable`: the members that change are used with the monitor's mutex held; a block belongs to the queue, or to
/// whoever has taken it and not given it back.
final class RecordingQueue: @unchecked Sendable {
  /// The most frames that wait.
  static let frameLimit = 4096

  /// What there is to do.
  enum Taken {
    /// Events, and the stretches that are recorded; nil for all of them. The block is to be given back.
    case events(EventBlock, [RecordingStretch]?)
    /// A frame, what is known of its source, and the stretch that it belongs to; nil where all are recorded.
    case frame(WaitingFrame, SourceMeta?, RecordingStretch?)
    /// Nothing by now; whether what was recorded last is over.
    case nothing(isBetweenStretches: Bool)
    /// Nothing, and there will be nothing.
    case ended
  }

  private let monitor = Monitor()
  private let board: RecordingBoard
  private let keepsFrames: Bool
  private let blockLimit: Int
  private var gate: RecordingGate?
  private var blocks: FixedQueue<EventBlock>
  private var frames = FixedQueue<WaitingFrame>(capacity: RecordingQueue.frameLimit)
  private var free: [EventBlock] = []
  private var blockCount = 0
  private var meta: SourceMeta?
  /// The last block that has left memory before it was known whether it was to be recorded.
  private var evicted: (segment: UInt64, latest: Int64)?
  /// Whether events that come next follow some that were lost.
  private var hasLost = false
  private var isClosed = false

  init(_ rules: RecordingRules, board: RecordingBoard) {
    self.board = board
    keepsFrames = rules.recordsDetections
    gate = rules.margins.map { RecordingGate(margins: $0) }
    // One that is filled, one that is written, and one to drop.
    blockLimit = rules.events == .none ? 0 : max(rules.memoryBytes / EventBlock.byteCount, 3)
    blocks = FixedQueue(capacity: max(blockLimit, 1))
    free.reserveCapacity(blockLimit)
  }

  /// Adds events and triggers of a segment without waiting.
  func add(
    _ events: UnsafeBufferPointer<Event>, triggers: [TriggerEvent], segment: UInt64, geometry: SensorGeometry,
    clockOffsetNanoseconds: Int64?
  ) {
    monitor.withLock {
      guard !isClosed, blockLimit > 0 else { return }
      var index = 0
      repeat {
        guard let block = openBlock(segment, geometry, clockOffsetNanoseconds) else {
          let rest = UInt64(events.count - index)
          return board.count { $0.lose(.queueFull, events: rest) }
        }
        if index == 0 { block.batch.triggers += triggers }
        block.add(events, from: &index)
        if block.batch.isFull { monitor.broadcast() }
      } while index < events.count
    }
  }

  /// Adds a frame without waiting.
  func add(_ frame: DetectionFrame, segment: UInt64) {
    monitor.withLock {
      guard !isClosed else { return }
      let stretch = gate?.see(
        start: frame.windowStartMicroseconds, end: frame.windowEndMicroseconds, segment: segment,
        hasDetections: !frame.detections.isEmpty)
      if let stretch, let evicted, evicted.segment == stretch.segment, evicted.latest >= stretch.start {
        board.count { $0.shortenedStretches += 1 }
      }
      if keepsFrames {
        if frames.count == Self.frameLimit { dropFrame() }
        frames.append(WaitingFrame(frame: frame, segment: segment))
      }
      monitor.broadcast()
    }
  }

  /// Remembers what the source is.
  func add(_ meta: SourceMeta) { monitor.withLock { self.meta = meta } }

  /// Says that nothing will be added; what is there can still be taken.
  func close() {
    monitor.withLock {
      isClosed = true
      gate?.finish()
      blocks.last?.seal()
      monitor.broadcast()
    }
  }

  /// Takes what is to be recorded next; waits for it until the monotonic clock reaches the deadline.
  func take(untilMonotonicNanoseconds deadline: Int64) -> Taken {
    monitor.withLock {
      while true {
        if let taken = decided() { return taken }
        if isClosed { return .ended }
        guard monitor.wait(untilMonotonicNanoseconds: deadline) else {
          // What comes slowly is written, too.
          blocks.last?.seal()
          return decided() ?? .nothing(isBetweenStretches: gate?.isBetweenStretches ?? false)
        }
      }
    }
  }

  /// Gives a block back to be filled again.
  func giveBack(_ block: EventBlock) { monitor.withLock { free.append(block) } }

  /// The block to add events to; nil where none can be had.
  private func openBlock(_ segment: UInt64, _ geometry: SensorGeometry, _ clockOffset: Int64?) -> EventBlock? {
    if let last = blocks.last, !last.isSealed, !last.batch.isFull, last.segment == segment { return last }
    guard let block = emptyBlock() else { return nil }
    block.begin(segment: segment, geometry: geometry, clockOffsetNanoseconds: clockOffset)
    block.followsLoss = hasLost
    hasLost = false
    blocks.append(block)
    return block
  }

  private func emptyBlock() -> EventBlock? {
    if let block = free.popLast() { return block }
    if blockCount < blockLimit {
      blockCount += 1
      return EventBlock()
    }
    guard let oldest = blocks.popFirst() else { return nil }
    oldest.seal()
    switch stretches(oldest.segment, oldest.earliest, oldest.latest) {
    case .open: evicted = (oldest.segment, oldest.latest)
    case .decided(let stretches) where stretches.isEmpty && gate != nil: break
    case .decided:
      let events = UInt64(oldest.batch.count)
      board.count { $0.lose(.queueFull, events: events) }
      if let next = blocks.first { next.followsLoss = true } else { hasLost = true }
    }
    return oldest
  }

  private func dropFrame() {
    guard let oldest = frames.popFirst() else { return }
    if case .decided(let stretches) = stretches(oldest), gate == nil || !stretches.isEmpty {
      board.count { $0.lose(.queueFull, windows: 1) }
    }
  }

  /// The oldest thing of which it is known what becomes of it; nil where there is none.
  private func decided() -> Taken? {
    while true {
      if let block = ripeBlock, frames.first.map({ !$0.isEarlier(than: block) }) ?? true {
        guard case .decided(let stretches) = stretches(block.segment, block.earliest, block.latest) else { return nil }
        _ = blocks.popFirst()
        gate?.forget(before: block.earliest, of: block.segment)
        if gate == nil { return .events(block, nil) }
        if !stretches.isEmpty { return .events(block, stretches) }
        free.append(block)
      } else {
        guard let frame = frames.first, case .decided(let stretches) = stretches(frame) else { return nil }
        _ = frames.popFirst()
        gate?.forget(before: frame.frame.windowStartMicroseconds, of: frame.segment)
        if gate == nil || !stretches.isEmpty { return .frame(frame, meta, stretches.first) }
      }
    }
  }

  /// The oldest block where nothing is added to it any more.
  private var ripeBlock: EventBlock? {
    guard let block = blocks.first else { return nil }
    // A window that may come after the events must not be written before them where files begin and end by windows.
    let precedesFrames = gate != nil && frames.count > 0
    guard block.isSealed || block.batch.isFull || blocks.count > 1 || precedesFrames else { return nil }
    block.seal()
    return block
  }

  private func stretches(_ frame: WaitingFrame) -> RecordingGate.Decision {
    stretches(frame.segment, frame.frame.windowStartMicroseconds, frame.frame.windowEndMicroseconds - 1)
  }

  private func stretches(_ segment: UInt64, _ earliest: Int64, _ latest: Int64) -> RecordingGate.Decision {
    gate?.decision(segment, earliest: earliest, latest: latest) ?? .decided([])
  }
}
