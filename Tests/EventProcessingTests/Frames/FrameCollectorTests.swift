import EventProcessing
import Events
import Testing

@Suite struct FrameCollectorTests {
  let sensor = SensorGeometry(width: 16, height: 12)

  private struct Shot: Equatable {
    var index: Int
    var window: FrameWindow
    var on: [UInt8]
    var off: [UInt8]
  }

  private func shots(
    _ events: [Event], _ schedule: FrameSchedule, pieces: Int = 50, gapLimit: Int64? = nil
  ) -> (shots: [Shot], skipped: UInt64) {
    var collector = FrameCollector(geometry: sensor, schedule: schedule, gapLimitMicroseconds: gapLimit)
    var shots: [Shot] = []
    for piece in EventStreams.pieces(events, of: pieces) {
      collector.add(piece.span) {
        shots.append(Shot(index: $0.index, window: $0.window, on: $0.on, off: $0.off))
      }
    }
    collector.finish { shots.append(Shot(index: $0.index, window: $0.window, on: $0.on, off: $0.off)) }
    return (shots, collector.skippedFrames)
  }

  private func expected(_ events: [Event], _ window: FrameWindow, index: Int) -> Shot {
    var shot = Shot(
      index: index, window: window, on: [UInt8](repeating: 0, count: 192), off: [UInt8](repeating: 0, count: 192))
    for event in events where event.time >= window.startMicroseconds && event.time < window.endMicroseconds {
      let pixel = Int(event.y) * 16 + Int(event.x)
      if event.polarity == .on { shot.on[pixel] += 1 } else { shot.off[pixel] += 1 }
    }
    return shot
  }

  /// Windows that touch, overlap several times, and leave time between them.
  @Test(arguments: [(1_000, 1_000.0), (2_500, 700.5), (300, 1_111.1)] as [(Int64, Double)], [1, 50, 4_000])
  func framesHoldTheEventsOfTheirWindow(timing: (window: Int64, period: Double), pieces: Int) throws {
    let events = EventStreams.random(1_500, seed: 6, step: 0...20)
    let schedule = FrameSchedule(
      first: FrameWindow(startMicroseconds: events[0].time, durationMicroseconds: timing.window),
      periodMicroseconds: timing.period, end: nil)
    let shots = shots(events, schedule, pieces: pieces).shots
    #expect(shots.count > 10)
    for (index, shot) in shots.enumerated() {
      let window = try #require(schedule[index])
      #expect(shot == expected(events, window, index: index))
    }
    let last = try #require(events.last?.time)
    let next = try #require(schedule[shots.count])
    #expect(next.startMicroseconds > last)
  }

  @Test func lateEventsGoIntoOpenFrames() {
    let events = [0, 150, 90, 250].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    let schedule = FrameSchedule(
      first: FrameWindow(startMicroseconds: 0, durationMicroseconds: 200), periodMicroseconds: 200, end: nil)
    #expect(shots(events, schedule).shots.map { $0.on[17] } == [3, 1])
  }

  @Test func longGapsAreLeftOut() {
    let events = [0, 10, 1_000_000].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    let schedule = FrameSchedule(
      first: FrameWindow(startMicroseconds: 0, durationMicroseconds: 100), periodMicroseconds: 100, end: nil)
    #expect(shots(events, schedule, gapLimit: 2_000_000).shots.count == 10_001)
    let (shots, skipped) = shots(events, schedule, gapLimit: 500_000)
    #expect(shots.map(\.index) == [0, 10_000])
    #expect(skipped == 9_999)
  }

  @Test func momentsAreAllGiven() throws {
    let events = EventStreams.random(1_000, seed: 7, step: 0...20)
    let last = try #require(events.last).time
    let schedule = FrameSchedule.moments(5, from: events[0].time, to: last, durationMicroseconds: 500)
    let shots = shots(events, schedule).shots
    #expect(shots.count == 5)
    for shot in shots { #expect(shot == expected(events, shot.window, index: shot.index)) }
    #expect(shots.allSatisfy { $0.on.contains { $0 > 0 } })
  }

  @Test func momentsBeyondTheEndAreEmpty() {
    let schedule = FrameSchedule([
      FrameWindow(startMicroseconds: 0, durationMicroseconds: 10),
      FrameWindow(startMicroseconds: 9_000, durationMicroseconds: 10),
    ])
    let shots = shots([Event(time: 3, x: 0, y: 0, polarity: .off)], schedule).shots
    #expect(shots.map { $0.off[0] } == [1, 0])
  }

  @Test func extremeTimesDoNotTrap() {
    let events = [Int64.min, .max, 0].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    let schedule = FrameSchedule(
      first: FrameWindow(startMicroseconds: .max - 5, durationMicroseconds: 100), periodMicroseconds: 7, end: nil)
    #expect(shots(events, schedule).shots.count <= 1)
  }
}
