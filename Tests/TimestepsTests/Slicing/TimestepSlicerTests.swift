import Events
import Testing
import Timesteps

@Suite struct TimestepSlicerTests {
  private let rules = SlicingRules(timestepMicroseconds: 1_000)

  @Test func boundariesAreCountedFromTheFirstEvent() throws {
    let stream = try SlicedStream(rules: rules)
    let timesteps = try stream.slice(events(at: [5_300, 6_299, 6_300, 7_299])).map(\.timestep)
    #expect(timesteps.map(\.startMicroseconds) == [5_300, 6_300])
    #expect(timesteps.map(\.endMicroseconds) == [6_300, 7_300])
    #expect(timesteps.map(\.counts.accepted) == [2, 2])
    #expect(timesteps.map(\.discontinuity) == [.start, .none])
    #expect(timesteps.map(\.isPartial) == [false, true])
    #expect(timesteps.map(\.index) == [0, 1])
    #expect(timesteps.map(\.segment) == [1, 1])
  }

  @Test(
    arguments: [(0, 5_000), (300, 5_300), (-700, 5_300), (1_300, 5_300), (301, 4_301), (5_299, 5_299)]
      as [(Int64, Int64)])
  func boundariesLieOnAnAbsolutePhase(phase: Int64, expectedStart: Int64) throws {
    var rules = rules
    rules.phaseMicroseconds = phase
    let timesteps = try SlicedStream(rules: rules).slice(events(at: [5_300]))
    #expect(timesteps.map(\.timestep.startMicroseconds) == [expectedStart])
    #expect(timesteps.map(\.timestep.endMicroseconds) == [expectedStart + 1_000])
  }

  @Test func negativeTimesLieOnThePhaseToo() throws {
    var rules = rules
    rules.phaseMicroseconds = 0
    let timesteps = try SlicedStream(rules: rules).slice(events(at: [-1, 0]))
    #expect(timesteps.map(\.timestep.startMicroseconds) == [-1_000, 0])
  }

  @Test func timestepsWithoutEventsAreTimesteps() throws {
    let timesteps = try SlicedStream(rules: rules).slice(events(at: [0, 3_500]))
    #expect(timesteps.map(\.timestep.startMicroseconds) == [0, 1_000, 2_000, 3_000])
    #expect(timesteps.map(\.timestep.counts.accepted) == [1, 0, 0, 1])
    #expect(timesteps.map(\.timestep.discontinuity) == [.start, .none, .none, .none])
    #expect(timesteps[1].codes.allSatisfy { $0 == 0 })
  }

  @Test func aJumpUpToTheGapLimitIsFilledAndOneBeyondItIsAGapOnTheGrid() throws {
    let stream = try SlicedStream(rules: rules)
    let filled = try stream.slice(events(at: [500, 1_000_500]))
    #expect(filled.count == 1_001)

    let (gapped, _, gaps, _) = try stream.sliceCounting(events(at: [500, 1_000_501]))
    #expect(gapped.map(\.timestep.startMicroseconds) == [500, 1_000_500])
    #expect(gapped.map(\.timestep.discontinuity) == [.start, .gap(skippedMicroseconds: 999_000)])
    #expect(gapped.map(\.timestep.segment) == [1, 2])
    #expect(gapped.map(\.timestep.index) == [0, 1])
    #expect(gaps == 1)
  }

  @Test func shortTimestepsAreCappedInNumber() throws {
    var rules = SlicingRules(timestepMicroseconds: 10)
    rules.emptyTimestepLimit = 5
    let stream = try SlicedStream(rules: rules)
    #expect(try stream.slice(events(at: [0, 69])).count == 7)
    let gapped = try stream.slice(events(at: [0, 70]))
    #expect(gapped.map(\.timestep.startMicroseconds) == [0, 70])
    #expect(gapped.last?.timestep.discontinuity == .gap(skippedMicroseconds: 60))
  }

  @Test func aJumpToTheNextTimestepSkipsNothing() throws {
    let stream = try SlicedStream(rules: SlicingRules(timestepMicroseconds: 3_000_000))
    let timesteps = try stream.slice(events(at: [0, 5_999_999]))
    #expect(timesteps.map(\.timestep.discontinuity) == [.start, .none])
  }

  @Test func aLittleDisorderIsLateAndMoreIsDropped() throws {
    let stream = try SlicedStream(rules: rules)
    let times: [Int64] = [0, 900, 100, 4_000, 3_000, 2_999, 1_000, 4_100]
    let (timesteps, totals, _, _) = try stream.sliceCounting(events(at: times))
    #expect(timesteps.map(\.timestep.counts.accepted) == [3, 0, 0, 0, 3])
    #expect(timesteps.map(\.timestep.counts.late) == [0, 0, 0, 0, 1])
    #expect(timesteps.map(\.timestep.counts.droppedTooOld) == [0, 0, 0, 0, 2])
    #expect(totals == EventCounts(accepted: 6, late: 1, droppedTooOld: 2))
    #expect(timesteps.last?.codes[4 * 1 + 1] == 3)
  }

  @Test func aBackwardJumpBeyondTheLimitClosesTheTimestepAndBeginsAnew() throws {
    let stream = try SlicedStream(rules: rules)
    let kept = try stream.slice(events(at: [1_000_000, 500_000]))
    #expect(kept.count == 1)
    #expect(kept[0].timestep.counts.droppedTooOld == 1)

    let (restarted, _, _, restarts) = try stream.sliceCounting(events(at: [1_000_000, 499_999, 500_100]))
    #expect(restarted.map(\.timestep.startMicroseconds) == [1_000_000, 499_999])
    #expect(restarted.map(\.timestep.discontinuity) == [.start, .restart])
    #expect(restarted.map(\.timestep.isPartial) == [true, true])
    #expect(restarted.map(\.timestep.segment) == [1, 2])
    #expect(restarted.map(\.timestep.counts.accepted) == [1, 2])
    #expect(restarts == 1)
  }

  @Test func aBackwardJumpInsideALongTimestepIsARestartToo() throws {
    let stream = try SlicedStream(rules: SlicingRules(timestepMicroseconds: 2_000_000))
    let timesteps = try stream.slice(events(at: [0, 900_000, 300_000]))
    #expect(timesteps.map(\.timestep.startMicroseconds) == [0, 300_000])
    #expect(timesteps.map(\.timestep.discontinuity) == [.start, .restart])
  }

  @Test func pixelsOutsideTheSensorAreDroppedAndTheirTimeCounts() throws {
    let stream = try SlicedStream(rules: rules)
    let input =
      events(at: [0]) + events(at: [10], x: 4) + events(at: [20], y: 3) + events(at: [1_000], x: 65_535, y: 65_535)
      + events(at: [500], x: 9)
    let (timesteps, totals, _, _) = try stream.sliceCounting(input)
    #expect(timesteps.map(\.timestep.counts.droppedOutsideSensor) == [2, 2])
    #expect(totals == EventCounts(accepted: 1, droppedOutsideSensor: 4))
  }

  @Test func aStreamWithoutEventsHasNoTimestep() throws {
    #expect(try SlicedStream(rules: rules).slice([]).isEmpty)
  }

  @Test func aFinishedSlicerStartsAgain() throws {
    let stream = try SlicedStream(rules: rules)
    var slicer = try TimestepSlicer(rules: rules, encoding: stream.encoding)
    let tensor = TimestepTensor(shape: stream.encoding.shape)
    for (round, time) in [Int64(50), 7].enumerated() {
      let batch = events(at: [time])
      var index = 0
      let outcome = slicer.consume(batch.span, from: &index, into: tensor)
      #expect(outcome == .needsEvents)
      let hasTimestep = slicer.finish(into: tensor)
      #expect(hasTimestep)
      #expect(tensor.timestep.startMicroseconds == time)
      #expect(tensor.timestep.discontinuity == .start)
      #expect(tensor.timestep.segment == UInt64(round + 1))
      let hasAnother = slicer.finish(into: tensor)
      #expect(!hasAnother)
    }
  }

  @Test(arguments: [
    SlicingRules(timestepMicroseconds: 0), SlicingRules(timestepMicroseconds: -5),
    SlicingRules(timestepMicroseconds: 5, disorderLimitMicroseconds: -1),
    SlicingRules(timestepMicroseconds: 5, gapLimitMicroseconds: -1),
    SlicingRules(timestepMicroseconds: 5, emptyTimestepLimit: -1),
    SlicingRules(timestepMicroseconds: 5, restartLimitMicroseconds: .min),
  ])
  func rulesOutOfRangeAreRefused(rules: SlicingRules) throws {
    let encoding = try SlicedStream(rules: rules).encoding
    #expect(throws: TimestepsError.self) { _ = try TimestepSlicer(rules: rules, encoding: encoding) }
  }
}
