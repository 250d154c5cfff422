/// Numbers boxes so that those of the same object have the same number from window to window.
///
/// The association is ByteTrack's: boxes of high scores are matched first, with tracks that have a number; those that stay
/// without then take boxes of low scores, which are the same objects half hidden more often than they are noise; new tracks
/// come last, and begin at boxes of high scores alone. The likeness of a track's expected box and a box of the same class is
/// the intersection over union of both, enlarged as in C-BIoU, so that small and fast objects that have moved by more than
/// their own size are found again; each association is the best of all. Sources: Zhang et al., ByteTrack: Multi-object tracking by
/// associating every detection box (2022); Yang et al., Hard to track objects with irregular motions and similar appearances?
/// Make it easier by buffering the matching space (2023).
///
/// Unlike there, everything counts in sensor time: tracks are expected where they were last seen, moved by the time since
/// then. A window without boxes changes nothing, and so it is of no matter whether such windows are told of.
public struct Tracker: Sendable {
  /// The thresholds.
  public let rules: TrackingRules

  private var tracks: [Track] = []
  private var latest = Int64.min
  private var lastNumber: UInt32 = 0

  // Storage of a window, allocated once.
  private var places: [BoxCandidate] = []
  private var isTaken: [Bool] = []
  private var rows: [Int] = []
  private var columns: [Int] = []
  private var weights: [Double] = []
  private var assignment: LinearAssignment

  /// Creates a tracker that has seen nothing.
  public init(rules: TrackingRules) {
    self.rules = rules
    let count = rules.maximumObjects
    assignment = LinearAssignment(largestSide: count)
    tracks.reserveCapacity(count)
    places.reserveCapacity(count)
    isTaken.reserveCapacity(count)
    rows.reserveCapacity(count)
    columns.reserveCapacity(count)
    weights.reserveCapacity(count * count)
  }

  /// Forgets all tracks and numbers from 1 anew; for the beginning of another stretch of sensor time.
  public mutating func reset() {
    tracks.removeAll(keepingCapacity: true)
    latest = .min
    lastNumber = 0
  }

  /// Numbers the boxes of a window; 0 for those that belong to no track, or to one that has not been seen often enough.
  ///
  /// - Parameters:
  ///   - detections: the boxes, in descending score; all but their `trackID` stays as it is. Those after the first
  ///     `rules.maximumObjects`, and those with a side that is not above 0, belong to no track.
  ///   - time: the window's end in microseconds of sensor time; one before the last forgets all tracks, but not their
  ///     numbers.
  public mutating func track(_ detections: inout [Detection], at time: Int64) {
    if time < latest { tracks.removeAll(keepingCapacity: true) }
    latest = time
    let gap = rules.gapMicroseconds
    tracks.removeAll { time.subtractingReportingOverflow($0.lastSeen).overflow || time - $0.lastSeen > gap }
    for index in tracks.indices { tracks[index].expect(at: time) }
    prepare(&detections)
    associate(&detections, at: time, numbered: true, high: true)
    associate(&detections, at: time, numbered: true, high: false)
    associate(&detections, at: time, numbered: false, high: true)
    for index in places.indices
    where !isTaken[index] && detections[index].score >= rules.highScore && tracks.count < rules.maximumObjects {
      tracks.append(Track(detections[index], time: time))
      detections[index].trackID = number(ofTrack: tracks.count - 1)
    }
  }

  /// Works out which boxes can be matched, and where.
  private mutating func prepare(_ detections: inout [Detection]) {
    places.removeAll(keepingCapacity: true)
    isTaken.removeAll(keepingCapacity: true)
    for index in detections.indices {
      detections[index].trackID = 0
      guard index < rules.maximumObjects else { continue }
      let box = detections[index]
      let isUsable =
        box.width > 0 && box.height > 0 && (box.x + box.width).isFinite && (box.y + box.height).isFinite
      places.append(isUsable ? BoxMotion.enlarged(box, by: Double(rules.margin)) : Self.nowhere)
      isTaken.append(!isUsable)
    }
  }

  private static let nowhere = BoxCandidate(left: 0, top: 0, right: 0, bottom: 0, score: 0, classID: 0)

  /// Matches the tracks that have a number, or those that have none, with the boxes of high or of low scores.
  private mutating func associate(_ detections: inout [Detection], at time: Int64, numbered: Bool, high: Bool) {
    rows.removeAll(keepingCapacity: true)
    columns.removeAll(keepingCapacity: true)
    for index in tracks.indices where !tracks[index].isMatched && (tracks[index].number != 0) == numbered {
      rows.append(index)
    }
    for index in places.indices where !isTaken[index] {
      let score = detections[index].score
      if high ? score >= rules.highScore : score >= rules.lowScore && score < rules.highScore { columns.append(index) }
    }
    guard !rows.isEmpty, !columns.isEmpty else { return }
    let least = high ? rules.highOverlap : rules.lowOverlap
    weights.removeAll(keepingCapacity: true)
    for row in rows {
      let expected = tracks[row].expected.enlarged(by: Double(rules.margin))
      for column in columns {
        let isSame = detections[column].classID == tracks[row].classID
        let overlap = isSame ? expected.overlap(with: places[column]) : 0
        weights.append(overlap > least ? Double(overlap - least) : 0)
      }
    }
    assignment.solve(rows: rows.count, columns: columns.count, weights: weights)
    for (position, row) in rows.enumerated() {
      guard let column = assignment.columns[position] else { continue }
      let index = columns[column]
      isTaken[index] = true
      tracks[row].follow(detections[index], time: time)
      detections[index].trackID = number(ofTrack: row)
    }
  }

  /// A track's number, which it is given when it has been seen often enough.
  private mutating func number(ofTrack index: Int) -> UInt32 {
    if tracks[index].number == 0, tracks[index].hits >= rules.hits {
      lastNumber = lastNumber == .max ? 1 : lastNumber + 1
      tracks[index].number = lastNumber
    }
    return tracks[index].number
  }
}
