import EventFormats
import Events
import Testing

@Suite struct EncodingLimitsTests {
  let limits = EncodingLimits(
    largestX: 99, largestY: 49, times: 0...1_000_000, firstTimes: 0...1_000, largestBackwardStep: 10,
    triggers: .amongEvents, largestTriggerChannel: 3, holdsGeometry: true)

  private func extent(_ change: (inout EventExtent) -> Void = { _ in }) -> EventExtent {
    var extent = EventExtent(
      events: 5, largestX: 99, largestY: 49, firstTime: 1_000, earliestTime: 0, latestTime: 1_000_000, backwardSteps: 2,
      largestBackwardStep: 10, largestTriggerChannel: 3)
    change(&extent)
    return extent
  }

  @Test func whatTouchesTheLimitsFits() { #expect(limits.conflicts(with: extent()).isEmpty) }

  @Test func nothingFitsAnywhere() {
    #expect(limits.conflicts(with: extent { ($0.events, $0.largestX) = (0, .max) }).isEmpty)
  }

  @Test func eachLimitIsChecked() {
    #expect(
      limits.conflicts(with: extent { $0.largestX = 100 })
        == [.coordinates(x: 100, y: 49, largestX: 99, largestY: 49)])
    #expect(
      limits.conflicts(with: extent { $0.largestY = 50 }) == [.coordinates(x: 99, y: 50, largestX: 99, largestY: 49)])
    #expect(limits.conflicts(with: extent { $0.earliestTime = -1 }) == [.time(-1, legal: 0...1_000_000)])
    #expect(limits.conflicts(with: extent { $0.latestTime = 1_000_001 }) == [.time(1_000_001, legal: 0...1_000_000)])
    #expect(limits.conflicts(with: extent { $0.firstTime = 1_001 }) == [.firstTime(1_001, legal: 0...1_000)])
    #expect(
      limits.conflicts(with: extent { $0.largestBackwardStep = 11 }) == [.disorder(steps: 2, largest: 11, legal: 10)])
    #expect(
      limits.conflicts(with: extent { ($0.events, $0.largestTriggerChannel) = (0, 4) })
        == [.triggerChannel(4, largest: 3)])
    #expect(limits.conflicts(with: extent { ($0.largestX, $0.largestBackwardStep) = (200, 20) }).count == 2)
  }

  @Test func aWiderSensorIsRefusedBeforehand() {
    #expect(limits.conflict(with: SensorGeometry(width: 100, height: 50)) == nil)
    let wide = SensorGeometry(width: 101, height: 50)
    #expect(limits.conflict(with: wide) == .geometry(wide, largestX: 99, largestY: 49))
  }

  @Test func theExtentIsNeededWhereSomethingIsOpen() {
    let open = EncodingLimits(triggers: .none, holdsGeometry: false)
    #expect(!open.needsExtent(geometry: nil, isOrdered: false, hasTriggers: false))
    let ordered = EncodingLimits(largestBackwardStep: 0, triggers: .none, holdsGeometry: false)
    #expect(ordered.needsExtent(geometry: nil, isOrdered: false, hasTriggers: false))
    #expect(!ordered.needsExtent(geometry: nil, isOrdered: true, hasTriggers: false))
    let single = EncodingLimits(triggers: .amongEvents, largestTriggerChannel: 0, holdsGeometry: false)
    #expect(single.needsExtent(geometry: nil, isOrdered: true, hasTriggers: true))
    let narrow = EncodingLimits(largestX: 99, triggers: .none, holdsGeometry: false)
    #expect(narrow.needsExtent(geometry: nil, isOrdered: true, hasTriggers: false))
    #expect(!narrow.needsExtent(geometry: SensorGeometry(width: 4, height: 4), isOrdered: true, hasTriggers: false))
  }

  @Test func messagesQuoteTheValueTheLimitAndTheRemedy() {
    let messages = [
      EncodingConflict.coordinates(x: 100, y: 3, largestX: 99, largestY: 49).description,
      EncodingConflict.time(-1, legal: 0...(.max)).description,
      EncodingConflict.disorder(steps: 3, largest: 17, legal: 0).description,
    ]
    for (message, parts) in zip(
      messages, [["100", "99", "--roi"], ["-1", "from 0", "--shift-time"], ["17", "clamp"]])
    {
      for part in parts { #expect(message.contains(part), "\(message) does not say \(part)") }
    }
  }
}
