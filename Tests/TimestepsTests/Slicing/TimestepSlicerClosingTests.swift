import Events
import TestSupport
import Testing
import Timesteps

/// Timesteps that the passing of time completes.
@Suite struct TimestepSlicerClosingTests {
  /// Slices a stream in which time passes before some events: at index i, everything before `bounds[i]` is over.
  private func slice(
    _ events: [Event], bounds: [Int: Int64], rules: SlicingRules = SlicingRules(timestepMicroseconds: 1_000)
  ) throws -> (timesteps: [SlicedTimestep], totals: EventCounts, gaps: UInt64, restarts: UInt64) {
    let encoding = try TensorEncoding(
      representation: .histogram(cap: 255, padsToThreeChannels: false), sensor: SensorGeometry(width: 4, height: 3),
      inputWidth: 4, inputHeight: 3, resizing: .none)
    var slicer = try TimestepSlicer(rules: rules, encoding: encoding)
    let tensor = TimestepTensor(shape: encoding.shape)
    var result: [SlicedTimestep] = []
    func keep() {
      result.append(
        SlicedTimestep(timestep: tensor.timestep, codes: tensor.withUnsafeMutableCodes { Array($0) }))
    }
    for (position, event) in events.enumerated() {
      if let bound = bounds[position] {
        while slicer.close(before: bound, into: tensor) == .timestepComplete { keep() }
      }
      var index = 0
      while slicer.consume([event].span, from: &index, into: tensor) == .timestepComplete { keep() }
    }
    if slicer.finish(into: tensor) { keep() }
    return (result, slicer.totalCounts, slicer.gapCount, slicer.restartCount)
  }

  @Test func nothingIsClosedBeforeTheFirstEvent() throws {
    let result = try slice(events(at: [5_000]), bounds: [0: 100_000])
    #expect(result.timesteps.count == 1 && result.timesteps[0].timestep.startMicroseconds == 5_000)
  }

  @Test func onlyWholeTimestepsAreClosed() throws {
    // The timestep that begins at 5000 ends at 6000.
    for (bound, closed) in [(5_999, 0), (6_000, 1), (6_999, 1), (8_500, 3)] as [(Int64, Int)] {
      let result = try slice(events(at: [5_000, 9_000]), bounds: [1: bound])
      #expect(result.timesteps.map(\.timestep.startMicroseconds) == [5_000, 6_000, 7_000, 8_000, 9_000], "\(bound)")
      #expect(result.timesteps.allSatisfy { $0.timestep.discontinuity == .none || $0.timestep.index == 0 })
      #expect(result.totals.accepted == 2 && result.totals.dropped == 0, "\(closed)")
    }
  }

  @Test func contentsAreThoseOfTheEventsAloneWhereverTimeIsToldToPass() throws {
    var random = SplitMix64(state: 11)
    for _ in 0..<200 {
      var times: [Int64] = [1_000]
      for _ in 0..<60 {
        times.append(times[times.count - 1] + Int64(random.next(below: random.next(below: 6) == 0 ? 4_000 : 300)))
      }
      let stream = times.map {
        Event(time: $0, x: UInt16(random.next(below: 4)), y: UInt16(random.next(below: 3)), polarity: .on)
      }
      let expected = try slice(stream, bounds: [:])
      var bounds: [Int: Int64] = [:]
      for _ in 0..<10 {
        let index = Int(random.next(below: UInt32(stream.count)))
        // Never beyond the next event: a bound that holds.
        bounds[index] = stream[index].time - Int64(random.next(below: 1_500))
      }
      let told = try slice(stream, bounds: bounds)
      #expect(told.timesteps == expected.timesteps && told.totals == expected.totals)
    }
  }

  @Test func anEventThatComesTooLateIsDroppedAndCounted() throws {
    // At 5000 and 5400; time passes to 7000; then one of 5900 comes, which belongs to a closed timestep.
    let result = try slice(events(at: [5_000, 5_400, 5_900, 6_999, 7_100]), bounds: [2: 7_000])
    #expect(result.totals.droppedAfterClosing == 2 && result.totals.accepted == 3 && result.totals.late == 0)
    let starts = result.timesteps.map(\.timestep.startMicroseconds)
    #expect(starts == [5_000, 6_000, 7_000])
    #expect(result.timesteps.map(\.timestep.counts.accepted) == [2, 0, 1])
    // They are counted where they came.
    #expect(result.timesteps.map(\.timestep.counts.droppedAfterClosing) == [0, 0, 2])
  }

  @Test func disorderIsJudgedByEventsAgainOnceThereIsOne() throws {
    // The event of 7100 comes, then one of 6950: by the events alone it is late, and laid into the open timestep.
    let times: [Int64] = [5_000, 7_100, 6_950]
    let told = try slice(events(at: times), bounds: [1: 7_000])
    let alone = try slice(events(at: times), bounds: [:])
    #expect(told.timesteps == alone.timesteps && told.totals.late == 1 && told.totals.droppedAfterClosing == 0)
  }

  @Test func timeThatHasPassedIsNoGapAndNoRestart() throws {
    var rules = SlicingRules(timestepMicroseconds: 1_000, gapLimitMicroseconds: 20_000)
    rules.restartLimitMicroseconds = 50_000
    let quiet = try slice(events(at: [1_000, 101_500]), bounds: [1: 101_000], rules: rules)
    #expect(quiet.gaps == 0 && quiet.timesteps.count == 101)
    let jump = try slice(events(at: [1_000, 101_500]), bounds: [:], rules: rules)
    #expect(jump.gaps == 1)
    // An event that is 60 ms late behind a bound is no restart of the sensor: it is newer than the last event.
    let late = try slice(events(at: [1_000, 41_500, 102_000]), bounds: [1: 101_000], rules: rules)
    #expect(late.restarts == 0 && late.totals.droppedAfterClosing == 1)
  }

  @Test func theEndsOfTimeDoNotTrap() throws {
    for bound in [Int64.min, .max] {
      let result = try slice(events(at: [.max - 2_500, .max - 1_600]), bounds: [1: bound])
      #expect(result.totals.accepted + result.totals.droppedAfterClosing == 2)
    }
  }
}
