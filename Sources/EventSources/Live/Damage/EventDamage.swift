import Events

/// Damages events in a seeded way: gaps and jumps of time for all sources, the rest for those that give no bytes.
struct EventDamage: Sendable {
  /// Events that were taken out.
  private(set) var droppedEvents: UInt64 = 0
  /// How often each kind has been done.
  private(set) var counts: [String: UInt64] = [:]

  private var schedule: DamageSchedule
  /// Apart from the schedule's, so that how the stream is cut does not change the order of draws.
  private var noise: SeededGenerator
  private var position: UInt64 = 0
  private var missing = 0
  private var garbled = 0
  private var gapMicroseconds: Int64?
  private var gapEnd: Int64?
  private var shift: Int64 = 0

  init(_ rules: DamageRules, kinds: [DamageRules.Kind]) {
    noise = SeededGenerator(seed: rules.seed &+ 1)
    schedule = DamageSchedule(rules, kinds: kinds)
  }

  /// Damages the next events.
  ///
  /// Events that come twice do so at the end of the batch before them, as far as it has room.
  @discardableResult
  mutating func apply(to batch: inout EventBatch) -> DamageEffects {
    guard !schedule.isEmpty else { return DamageEffects() }
    var effects = DamageEffects()
    var kept = 0
    var repeated = 0
    let count = batch.count
    let end = position + UInt64(count)
    var fault = schedule.takeFault(before: end)
    batch.withUnsafeMutableEvents { events in
      for index in 0..<count {
        while let due = fault, due.position <= position + UInt64(index) {
          counts[due.kind.rawValue, default: 0] += 1
          switch due.kind {
          case .lost: missing = Int.random(in: 1...256, using: &schedule.generator)
          case .repeated: repeated = max(repeated, Int.random(in: 1...256, using: &schedule.generator))
          case .garbled: garbled = Int.random(in: 1...64, using: &schedule.generator)
          case .stall: effects.stall(using: &schedule.generator)
          case .close: effects.closes = true
          case .gap: gapMicroseconds = Int64.random(in: 1_000...500_000, using: &schedule.generator)
          case .jump:
            let distance = Int64.random(in: 100_000...5_000_000, using: &schedule.generator)
            shift = shift &+ (Bool.random(using: &schedule.generator) ? distance : -distance)
          }
          fault = schedule.takeFault(before: end)
        }
        var event = events[index]
        guard !isMissing(event.time) else { continue }
        if garbled > 0 {
          garbled -= 1
          event.x = UInt16.random(in: 0...2047, using: &noise)
          event.y = UInt16.random(in: 0...2047, using: &noise)
        }
        event.time = event.time &+ shift
        events[kept] = event
        kept += 1
      }
    }
    position = end
    droppedEvents += UInt64(count - kept)
    batch.truncate(to: kept)
    for index in max(0, kept - repeated)..<kept where !batch.isFull {
      let event = batch.events[index]
      batch.append(event)
    }
    return effects
  }

  private mutating func isMissing(_ time: Int64) -> Bool {
    if missing > 0 {
      missing -= 1
      return true
    }
    if let length = gapMicroseconds {
      gapMicroseconds = nil
      gapEnd = time &+ length
    }
    guard let gapEnd, time < gapEnd else {
      gapEnd = nil
      return false
    }
    return true
  }
}
