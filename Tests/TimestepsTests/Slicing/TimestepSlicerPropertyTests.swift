import Events
import Testing
import Timesteps

@Suite struct TimestepSlicerPropertyTests {
  /// A stream with disorder, empty timesteps, a gap, a restart, and pixels outside the sensor.
  private func eventfulStream(seed: UInt64, count: Int) -> [Event] {
    var numbers = SeededNumbers(seed: seed)
    var time = Int64.random(in: -1_000...1_000, using: &numbers)
    return (0..<count).map { position in
      var age: Int64 = 0
      if position % 150 == 50 { time += 1_500_000 }
      if position % 150 == 100 { time -= 700_000 }
      switch Int.random(in: 0..<100, using: &numbers) {
      case 0..<12: age = Int64.random(in: 0...3_000, using: &numbers)
      case 12..<18: time += Int64.random(in: 0...6_000, using: &numbers)
      default: time += Int64.random(in: 0...90, using: &numbers)
      }
      return Event(
        time: time - age, x: .random(in: 0...4, using: &numbers), y: .random(in: 0...2, using: &numbers),
        polarity: Bool.random(using: &numbers) ? .on : .off)
    }
  }

  @Test(arguments: [EventRepresentation.lastPolarity, .histogram(cap: 3, padsToThreeChannels: true)])
  func everyCutGivesTheSameTimesteps(representation: EventRepresentation) throws {
    let stream = try SlicedStream(rules: SlicingRules(timestepMicroseconds: 700), representation: representation)
    for seed in 1...4 as ClosedRange<UInt64> {
      let events = eventfulStream(seed: seed, count: 400)
      let whole = try stream.sliceCounting(events)
      #expect(whole.gaps > 0 && whole.restarts > 0 && whole.totals.late > 0 && whole.totals.droppedTooOld > 0)
      for cut in 0...events.count {
        #expect(try stream.slice(events, cutAt: [cut]) == whole.timesteps)
      }
      #expect(try stream.slice(events, cutAt: Array(1..<events.count)) == whole.timesteps)
      #expect(try stream.slice(events, cutAt: Array(stride(from: 0, to: events.count, by: 7))) == whole.timesteps)
    }
  }

  @Test func everyEventIsAccountedForOnce() throws {
    let stream = try SlicedStream(rules: SlicingRules(timestepMicroseconds: 700))
    for seed in 10..<40 as Range<UInt64> {
      let events = eventfulStream(seed: seed, count: 500)
      let (timesteps, totals, _, _) = try stream.sliceCounting(events)
      #expect(totals.accepted + totals.dropped == 500)
      var sum = EventCounts()
      for timestep in timesteps {
        sum += timestep.timestep.counts
        #expect(timestep.codes.reduce(0) { $0 + UInt64($1) } == timestep.timestep.counts.accepted)
      }
      #expect(sum == totals)
    }
  }

  @Test func orderedStreamsEqualGroupingByDivision() throws {
    let length: Int64 = 333
    let stream = try SlicedStream(rules: SlicingRules(timestepMicroseconds: length), representation: .lastPolarity)
    var numbers = SeededNumbers(seed: 77)
    var time: Int64 = 123_456
    let events = (0..<2_000).map { _ in
      time += Int64.random(in: 0...200, using: &numbers)
      return Event(
        time: time, x: .random(in: 0..<4, using: &numbers), y: .random(in: 0..<3, using: &numbers),
        polarity: Bool.random(using: &numbers) ? .on : .off)
    }
    let groups = Dictionary(grouping: events) { ($0.time - events[0].time) / length }
    let timesteps = try stream.slice(events)
    #expect(timesteps.count == Int((time - events[0].time) / length) + 1)
    for (position, timestep) in timesteps.enumerated() {
      var expected = [UInt8](repeating: 127, count: 12)
      for event in groups[Int64(position)] ?? [] {
        expected[Int(event.y) * 4 + Int(event.x)] = event.polarity == .on ? 255 : 0
      }
      #expect(timestep.codes == expected + expected + expected)
    }
  }

  @Test(arguments: [1, 2, 999, 1 << 40, .max - 1, .max] as [Int64], [nil, .min, -1, 0, 17, .max] as [Int64?])
  func timesAtTheEndsOfTheRangeDoNotOverflow(length: Int64, phase: Int64?) throws {
    let extremes: [Int64] = [
      .min, .min + 1, .min + 1_000, -1, 0, 1, .max - 1_000, .max - 1, .max, .max, .min, .max, 0, .min, .min + 600_000,
      0,
    ]
    for limit in [0, 500_000, .max] as [Int64] {
      let rules = SlicingRules(
        timestepMicroseconds: length, phaseMicroseconds: phase, disorderLimitMicroseconds: limit,
        gapLimitMicroseconds: limit, emptyTimestepLimit: 4, restartLimitMicroseconds: limit)
      let stream = try SlicedStream(rules: rules)
      for rotation in extremes.indices {
        let times = Array(extremes[rotation...] + extremes[..<rotation])
        let (timesteps, totals, _, _) = try stream.sliceCounting(events(at: times))
        #expect(totals.accepted + totals.dropped == UInt64(times.count))
        for timestep in timesteps.map(\.timestep) {
          #expect(timestep.startMicroseconds <= timestep.endMicroseconds)
          let span = UInt64(bitPattern: timestep.endMicroseconds &- timestep.startMicroseconds)
          #expect(span <= UInt64(length))
          if let phase, timestep.startMicroseconds != .min {
            let start = timestep.startMicroseconds.quotientAndRemainder(dividingBy: length).remainder
            let wanted = phase.quotientAndRemainder(dividingBy: length).remainder
            // Remainders take the sign of the dividend.
            #expect(start == wanted || start == wanted &- length || start == wanted &+ length)
          }
        }
      }
    }
  }
}
