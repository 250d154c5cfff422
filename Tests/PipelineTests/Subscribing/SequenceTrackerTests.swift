import Pipeline
import Testing

@Suite struct SequenceTrackerTests {
  @Test func everySubsetOfASequenceIsAccountedFor() {
    // All 2^10 ways to lose frames of ten.
    for arrived in 0..<1024 {
      var tracker = SequenceTracker()
      var lost: UInt64 = 0
      let sequences = (0..<10).filter { arrived & 1 << $0 != 0 }
      for sequence in sequences {
        lost += tracker.receive(source: "cam1", session: 5, sequence: UInt64(sequence))
      }
      let span = sequences.isEmpty ? 0 : sequences[sequences.count - 1] - sequences[0] + 1
      #expect(tracker.total.received == UInt64(sequences.count))
      #expect(tracker.total.received + tracker.total.lost == UInt64(span))
      #expect(tracker.total.lost == lost)
      #expect(tracker.total.gaps == UInt64(zip(sequences, sequences.dropFirst()).count { $1 > $0 + 1 }))
      #expect(tracker.total.repeated == 0 && tracker.total.newSessions == 0)
      #expect(tracker.losses(of: "cam1") == tracker.total)
    }
  }

  @Test func sourcesAreFollowedOneByOne() {
    var tracker = SequenceTracker()
    for sequence: UInt64 in 0..<5 {
      tracker.receive(source: "a", session: 1, sequence: sequence)
      tracker.receive(source: "b", session: 1, sequence: sequence * 3)
    }
    #expect(tracker.losses(of: "a").lost == 0)
    #expect(tracker.losses(of: "b").lost == 8)
    #expect(tracker.losses(of: "c").received == 0)
    #expect(tracker.total.received == 10 && tracker.total.lost == 8 && tracker.total.gaps == 4)
  }

  @Test func laterSessionCountsFromZero() {
    var tracker = SequenceTracker()
    #expect(tracker.receive(source: "a", session: 1, sequence: 100) == 0)
    #expect(tracker.receive(source: "a", session: 2, sequence: 0) == 0)
    #expect(tracker.receive(source: "a", session: 3, sequence: 4) == 4)
    #expect(tracker.total.newSessions == 2 && tracker.total.lost == 4)
  }

  @Test func repeatedAndLateFramesAreNoLosses() {
    var tracker = SequenceTracker()
    for sequence: UInt64 in [0, 1, 1, 4, 2, 5] { tracker.receive(source: "a", session: 1, sequence: sequence) }
    #expect(tracker.total.repeated == 2 && tracker.total.lost == 2 && tracker.total.gaps == 1)
  }

  @Test func extremeNumbersAndManySourcesAreHarmless() {
    var tracker = SequenceTracker()
    tracker.receive(source: "a", session: 1, sequence: .max)
    tracker.receive(source: "a", session: 1, sequence: .max)
    tracker.receive(source: "a", session: 2, sequence: .max)
    tracker.receive(source: "a", session: 3, sequence: .max)
    #expect(tracker.total.received == 4)
    for index in 0..<SequenceTracker.maximumSources + 10 {
      tracker.receive(source: "camera \(index)", session: 1, sequence: 0)
      tracker.receive(source: "camera \(index)", session: 1, sequence: 2)
    }
    #expect(tracker.losses(of: "camera 0").lost == 1)
    #expect(tracker.losses(of: "camera \(SequenceTracker.maximumSources + 5)").received == 0)
    #expect(tracker.total.received == 4 + 2 * UInt64(SequenceTracker.maximumSources + 10))
  }
}
