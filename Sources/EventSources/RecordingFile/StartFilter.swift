import Events

/// Drops what stands before the first event, and before the first trigger, of a time or later.
struct StartFilter: Sendable {
  /// Events dropped so far.
  private(set) var droppedEvents: UInt64 = 0
  /// Triggers dropped so far.
  private(set) var droppedTriggers: UInt64 = 0

  private var eventStart: Int64?
  private var triggerStart: Int64?
  /// The last stamp of the events that were dropped, which holds for those after them too.
  private var stamp: HostStamp?

  /// Creates a filter that drops nothing.
  init() {}

  /// Creates a filter that drops what stands before `time`.
  init(time: Int64) {
    eventStart = time
    triggerStart = time
  }

  /// Drops events and triggers of a batch that follows those of the last call.
  mutating func apply(to batch: inout EventBatch) {
    if let start = eventStart {
      let kept = batch.withUnsafeMutableEvents { events in
        let first = events.firstIndex { $0.time >= start } ?? events.count
        if first > 0, let base = events.baseAddress {
          base.update(from: base + first, count: events.count - first)
        }
        return events.count - first
      }
      let dropped = batch.count - kept
      droppedEvents += UInt64(dropped)
      let stamps = batch.stamps
      batch.truncate(to: kept)
      moveStamps(stamps, of: &batch, by: dropped)
      if kept > 0 { eventStart = nil }
    }
    if let start = triggerStart, !batch.triggers.isEmpty {
      let first = batch.triggers.firstIndex { $0.time >= start } ?? batch.triggers.count
      if first < batch.triggers.count { triggerStart = nil }
      droppedTriggers += UInt64(first)
      batch.triggers.removeFirst(first)
    }
  }

  /// Gives a batch the stamps that it had before its first `count` events were dropped.
  private mutating func moveStamps(_ stamps: [HostStamp], of batch: inout EventBatch, by count: Int) {
    stamp = stamps.last { $0.index <= count } ?? stamp
    batch.stamps.removeAll(keepingCapacity: true)
    guard !batch.isEmpty else { return }
    if var stamp {
      stamp.index = 0
      batch.stamps.append(stamp)
    }
    for var stamp in stamps where stamp.index > count {
      stamp.index -= count
      batch.stamps.append(stamp)
    }
  }
}
