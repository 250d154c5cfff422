import Pipeline
import Testing

/// Which stretches of sensor time are recorded around windows with detections.
@Suite struct RecordingGateTests {
  private static func gate(before: Int64 = 100, after: Int64 = 50) -> RecordingGate {
    RecordingGate(margins: .init(before: before, after: after))
  }

  @Test func whatLiesAroundADetectionIsRecordedToTheMicrosecond() {
    var gate = Self.gate()
    gate.see(start: 1000, end: 1010, segment: 1, hasDetections: true)
    for (time, isRecorded) in [(899, false), (900, true), (1000, true), (1059, true)] as [(Int64, Bool)] {
      let stretches = [RecordingStretch(segment: 1, start: 900, end: 1060)]
      #expect(gate.decision(1, earliest: time, latest: time) == .decided(isRecorded ? stretches : []))
    }
    // A later window may still come with detections.
    #expect(gate.decision(1, earliest: 1060, latest: 1060) == .open)
    gate.see(start: 1159, end: 1170, segment: 1, hasDetections: false)
    #expect(gate.decision(1, earliest: 1060, latest: 1060) == .open)
    gate.see(start: 1160, end: 1170, segment: 1, hasDetections: false)
    #expect(gate.decision(1, earliest: 1060, latest: 1060) == .decided([]))
  }

  /// The same as by looking at all windows once they are known.
  @Test func everyDecisionIsThatOfAllWindowsTogether() {
    for pattern in 0..<(1 << 10) as Range<Int64> {
      var gate = Self.gate(before: 25, after: 15)
      var decided: [Int64: Bool] = [:]
      let windows = (0..<10).map { (start: Int64($0) * 10, hasDetections: pattern >> Int64($0) & 1 == 1) }
      for window in windows {
        gate.see(start: window.start, end: window.start + 10, segment: 3, hasDetections: window.hasDetections)
        for time in -30..<120 as Range<Int64> where decided[time] == nil {
          guard case .decided(let stretches) = gate.decision(3, earliest: time, latest: time) else { continue }
          decided[time] = !stretches.isEmpty
        }
      }
      gate.finish()
      let wrong = (-30..<120 as Range<Int64>).filter { time in
        let expected = windows.contains { $0.hasDetections && time >= $0.start - 25 && time < $0.start + 25 }
        guard case .decided(let stretches) = gate.decision(3, earliest: time, latest: time) else { return true }
        return stretches.isEmpty == expected || decided[time] ?? expected != expected
      }
      #expect(wrong.isEmpty, "windows \(pattern)")
    }
  }

  @Test func whatOverlapsIsOneStretchAndWhatDoesNotIsTwo() {
    var gate = Self.gate()
    let first = gate.see(start: 1000, end: 1010, segment: 1, hasDetections: true)
    let joined = gate.see(start: 1160, end: 1170, segment: 1, hasDetections: true)
    #expect(first == RecordingStretch(segment: 1, start: 900, end: 1060) && joined == nil)
    #expect(!gate.isBetweenStretches)
    let second = gate.see(start: 1321, end: 1330, segment: 1, hasDetections: true)
    #expect(second == RecordingStretch(segment: 1, start: 1221, end: 1380))
    #expect(
      gate.decision(1, earliest: 0, latest: 1221)
        == .decided([
          RecordingStretch(segment: 1, start: 900, end: 1220), RecordingStretch(segment: 1, start: 1221, end: 1380),
        ]))
    gate.see(start: 1480, end: 1490, segment: 1, hasDetections: false)
    #expect(gate.isBetweenStretches)
    gate.forget(before: 1400, of: 1)
    #expect(gate.decision(1, earliest: 1000, latest: 1000) == .decided([]))
  }

  @Test func marginsDoNotReachOverADiscontinuity() {
    var gate = Self.gate()
    #expect(gate.decision(1, earliest: 5000, latest: 5000) == .open)
    gate.see(start: 1000, end: 1010, segment: 2, hasDetections: true)
    #expect(gate.decision(1, earliest: 950, latest: 950) == .decided([]))
    #expect(gate.decision(2, earliest: 950, latest: 950) != .decided([]))
    #expect(gate.decision(3, earliest: 950, latest: 950) == .open)
    // A window of a part that is over changes nothing.
    #expect(gate.see(start: 9000, end: 9010, segment: 1, hasDetections: true) == nil)
    #expect(gate.decision(1, earliest: 9000, latest: 9000) == .decided([]))
  }

  @Test func theEndsOfTimeAreNoEdges() {
    var gate = Self.gate(before: 60_000_000, after: 3_600_000_000)
    gate.see(start: .min, end: .min + 10, segment: 1, hasDetections: true)
    #expect(gate.decision(1, earliest: .min, latest: .min) != .decided([]))
    gate.see(start: .max - 10, end: .max, segment: 2, hasDetections: true)
    #expect(gate.decision(2, earliest: .max - 1, latest: .max - 1) != .decided([]))
  }
}
