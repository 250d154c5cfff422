import EventProcessing
import Events
import Testing

@Suite struct StreamSummaryTests {
  @Test func tellsWhatIsInAStream() {
    let events = [
      Event(time: 1_000, x: 3, y: 9, polarity: .on), Event(time: 1_010, x: 7, y: 2, polarity: .off),
      Event(time: 201_010, x: 5, y: 4, polarity: .on), Event(time: 201_005, x: 5, y: 4, polarity: .on),
      Event(time: 501_005, x: 5, y: 5, polarity: .off),
    ]
    var summary = StreamSummary(gapMicroseconds: 100_000)
    summary.add(
      EventStreams.batch(
        events,
        triggers: [
          TriggerEvent(time: 5, channel: 6, isRising: true), TriggerEvent(time: 9, channel: 0, isRising: true),
          TriggerEvent(time: 11, channel: 6, isRising: false),
        ]))
    #expect(summary.events == 5)
    #expect(summary.onEvents == 3)
    #expect(summary.onShare == 0.6)
    #expect(summary.first == events[0])
    #expect(summary.last == events[4])
    #expect(summary.durationMicroseconds == 500_005)
    #expect(summary.backwardSteps == 1)
    #expect(summary.largestBackwardStep == 5)
    #expect(summary.gaps == 2)
    #expect(summary.longestGap == TimeGap(startMicroseconds: 201_005, durationMicroseconds: 300_000))
    #expect(summary.gapTotalMicroseconds == 500_000)
    #expect(summary.largestForwardStep == 300_000)
    #expect((summary.smallestX, summary.largestX, summary.smallestY, summary.largestY) == (3, 7, 2, 9))
    #expect(summary.smallestGeometry == SensorGeometry(width: 8, height: 10))
    #expect(summary.triggers.map(\.channel) == [0, 6])
    #expect(summary.triggers[1].risingEdges == 1)
    #expect(summary.triggers[1].fallingEdges == 1)
    #expect((summary.triggers[1].firstTime, summary.triggers[1].lastTime) == (5, 11))
  }

  @Test func nothingHasNoRate() {
    let summary = StreamSummary()
    #expect(summary.meanEventsPerSecond == nil)
    #expect(summary.onShare == nil)
    #expect(summary.smallestGeometry == nil)
    #expect(summary.durationMicroseconds == 0)
  }

  @Test(arguments: [1, 2, 7, 100]) func piecesDoNotMatter(size: Int) {
    let events = EventStreams.random(1_000, seed: 4, step: 0...5_000, disorder: 3_000)
    var whole = StreamSummary(gapMicroseconds: 4_000)
    whole.add(events.span)
    var pieces = StreamSummary(gapMicroseconds: 4_000)
    for piece in EventStreams.pieces(events, of: size) { pieces.add(piece.span) }
    #expect(whole.gaps > 0 && whole.backwardSteps > 0)
    #expect(pieces.events == whole.events)
    #expect(pieces.gaps == whole.gaps)
    #expect(pieces.longestGap == whole.longestGap)
    #expect(pieces.backwardSteps == whole.backwardSteps)
    #expect(pieces.largestBackwardStep == whole.largestBackwardStep)
    #expect(pieces.peak.events == whole.peak.events)
    #expect(pieces.peak.startMicroseconds == whole.peak.startMicroseconds)
  }

  @Test func extremeTimesDoNotTrap() {
    let times: [Int64] = [.min, .max, 0, .max, .min]
    var summary = StreamSummary()
    let events = times.map { Event(time: $0, x: .max, y: .max, polarity: .on) }
    summary.add(events.span)
    #expect(summary.durationMicroseconds == .max)
    #expect(summary.backwardSteps == 2)
    #expect(summary.gapTotalMicroseconds == .max)
  }
}
