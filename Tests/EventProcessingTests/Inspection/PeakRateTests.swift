import EventProcessing
import Events
import Testing

@Suite struct PeakRateTests {
  @Test(arguments: [0, 5_000, 300_000] as [Int64]) func findsTheBusiestInterval(disorder: Int64) {
    let events = EventStreams.random(5_000, seed: 11, step: 0...900, disorder: disorder)
    var summary = StreamSummary()
    summary.add(events.span)
    var counts: [Int64: UInt64] = [:]
    let origin = events[0].time
    for event in events { counts[Int64((Double(event.time - origin) / 10_000).rounded(.down)), default: 0] += 1 }
    let most = counts.values.max()
    #expect(summary.peak.events == most)
    let number = (summary.peak.startMicroseconds - origin) / 10_000
    #expect(counts[number] == most || (counts[number - 1] == most && summary.peak.startMicroseconds < origin))
    #expect(summary.peak.eventsPerSecond == Double(most ?? 0) * 100)
  }
}
