import EventProcessing

/// Decides by windows with detections which stretches of sensor time are recorded.
///
/// A pure value. Windows come in their order; what lies before a window that may still come with detections is open. Margins do not
/// reach over a discontinuity of the stream.
package struct RecordingGate: Sendable {
  /// What becomes of a part of the stream.
  package enum Decision: Equatable, Sendable {
    /// That depends on windows to come.
    case open
    /// What of it lies in these stretches is recorded; none of it where there are none.
    case decided([RecordingStretch])
  }

  private let margins: RecordingRules.Margins
  private var stretches: [RecordingStretch] = []
  private var segment: UInt64 = 0
  /// The start of the last window of the segment; nil before its first.
  private var seen: Int64?
  private var hasEnded = false

  /// Creates a gate that has seen no window.
  package init(margins: RecordingRules.Margins) { self.margins = margins }

  /// Takes a window [`start`, `end`) into account.
  ///
  /// - Returns: the stretch that begins because of it; nil where none does.
  @discardableResult
  package mutating func see(
    start: Int64, end: Int64, segment: UInt64, hasDetections: Bool
  ) -> RecordingStretch? {
    guard segment >= self.segment else { return nil }
    if segment > self.segment {
      self.segment = segment
      seen = nil
    }
    seen = max(seen ?? .min, start)
    guard hasDetections else { return nil }
    let stretch = RecordingStretch(
      segment: segment, start: start.addingSaturated(-margins.before), end: end.addingSaturated(margins.after))
    if let last = stretches.last, last.segment == segment, stretch.start <= last.end {
      stretches[stretches.count - 1].end = max(last.end, stretch.end)
      return nil
    }
    stretches.append(stretch)
    return stretch
  }

  /// Says that no window will come any more.
  package mutating func finish() { hasEnded = true }

  /// What becomes of what lies in [`earliest`, `latest`] of a segment.
  package func decision(_ segment: UInt64, earliest: Int64, latest: Int64) -> Decision {
    if let whole = stretches.first(where: { $0.covers(segment, earliest, latest) }) { return .decided([whole]) }
    // A later window begins after the last one, so that its margin begins after this.
    guard hasPassed(segment, latest) else { return .open }
    return .decided(stretches.filter { $0.overlaps(segment, earliest, latest) })
  }

  /// Whether nothing that is still to come belongs to a stretch that has begun.
  package var isBetweenStretches: Bool { stretches.allSatisfy { hasPassed($0.segment, $0.end) } }

  /// Forgets stretches that end before a time of a segment.
  package mutating func forget(before time: Int64, of segment: UInt64) {
    guard let first = stretches.first, (first.segment, first.end) <= (segment, time) else { return }
    stretches = stretches.filter { ($0.segment, $0.end) > (segment, time) || !hasPassed($0.segment, $0.end) }
  }

  /// Whether the margin of no later window reaches back to a time.
  private func hasPassed(_ segment: UInt64, _ time: Int64) -> Bool {
    if hasEnded || segment < self.segment { return true }
    guard segment == self.segment, let seen else { return false }
    return time.addingSaturated(margins.before) <= seen
  }
}
