import EventFormats
import Events
import Glibc

/// A recording whose events are damaged on the way.
struct DamagedRecording: RecordedSource, ~Copyable {
  private var source: any RecordedSource
  private let rules: DamageRules
  private let interruption: ReadInterruption?
  private var damage: EventDamage
  private var endsSession = false
  private(set) var timing: SourceTiming?

  init(_ source: any RecordedSource, _ rules: DamageRules, interruption: ReadInterruption?) {
    self.source = source
    self.rules = rules
    self.interruption = interruption
    damage = EventDamage(rules, kinds: DamageRules.Kind.allCases)
  }

  var description: StreamDescription { source.description }
  var fractionRead: Double? { source.fractionRead }

  var statistics: DecodingStatistics {
    var statistics = source.statistics
    statistics.events -= min(damage.droppedEvents, statistics.events)
    return statistics
  }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    timing = nil
    while true {
      guard try source.read(into: &batch) else { return false }
      timing = source.timing
      if endsSession { timing = SourceTiming(beginsSession: true) }
      endsSession = false
      let effects = damage.apply(to: &batch)
      endsSession = effects.closes
      pause(effects.stallNanoseconds)
      if !batch.isEmpty || !batch.triggers.isEmpty { return true }
    }
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    try source.seek(toSensorTime: time)
    damage = EventDamage(rules, kinds: DamageRules.Kind.allCases)
  }

  private func pause(_ nanoseconds: Int64) {
    let end = HostClock.monotonicNanoseconds() + nanoseconds
    while HostClock.monotonicNanoseconds() < end, interruption?.wasRaised != true { usleep(20_000) }
  }
}
