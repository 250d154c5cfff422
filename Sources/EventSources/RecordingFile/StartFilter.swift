import Events

/// Drops what stands before the first event, and before the first trigger, of a time or later.
struct StartFilter: Sendable {
  /// Events dropped so far.
  private(set) var droppedEvents: UInt64 = 0
  /// Triggers dropped so far.
  private(set) var droppedTriggers: UInt64 = 0

  private var eventStart: Int64?
  private var triggerStart: Int64?

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
      droppedEvents += UInt64(batch.count - kept)
      batch.truncate(to: kept)
      if kept > 0 { eventStart = nil }
    }
    if let start = triggerStart, !batch.triggers.isEmpty {
      let first = batch.triggers.firstIndex { $0.time >= start } ?? batch.triggers.count
      if first < batch.triggers.count { triggerStart = nil }
      droppedTriggers += UInt64(first)
      batch.triggers.removeFirst(first)
    }
  }
}
