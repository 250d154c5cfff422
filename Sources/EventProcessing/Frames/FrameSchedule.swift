/// The windows of the frames of a picture sequence, in order of their start.
public struct FrameSchedule: Sendable {
  private enum Kind: Sendable {
    case listed([FrameWindow])
    case periodic(first: FrameWindow, periodMicroseconds: Double, end: Int64?)
  }

  private let kind: Kind

  /// Whether the windows were given one by one.
  var isListed: Bool { if case .listed = kind { true } else { false } }

  /// One frame for each of `windows`.
  public init(_ windows: [FrameWindow]) {
    kind = .listed(windows.sorted { $0.startMicroseconds < $1.startMicroseconds })
  }

  /// Frames at equal distances.
  ///
  /// - Parameters:
  ///   - first: the first frame's window; the others are as long.
  ///   - periodMicroseconds: from one start to the next, at least 1; need not be whole.
  ///   - end: where no frame begins any more; nil for no end.
  public init(first: FrameWindow, periodMicroseconds: Double, end: Int64?) {
    kind = .periodic(first: first, periodMicroseconds: max(1, periodMicroseconds), end: end)
  }

  /// `count` windows spread evenly from a start to an end, each in the middle of its share.
  public static func moments(
    _ count: Int, from start: Int64, to end: Int64, durationMicroseconds: Int64
  ) -> FrameSchedule {
    let span = end > start ? Double(end.distance(above: start)) : 0
    return FrameSchedule(
      (0..<max(count, 1)).map { index in
        let middle = span * (Double(index) + 0.5) / Double(max(count, 1))
        let offset = Int64(min(max(middle - Double(durationMicroseconds) / 2, 0), 9e18))
        return FrameWindow(startMicroseconds: start.addingSaturated(offset), durationMicroseconds: durationMicroseconds)
      })
  }

  /// The window of a frame; nil where there is none.
  public subscript(index: Int) -> FrameWindow? {
    switch kind {
    case .listed(let windows): return windows.indices.contains(index) ? windows[index] : nil
    case .periodic(let first, let period, let end):
      let distance = (Double(index) * period).rounded()
      guard index >= 0, distance < 9e18 else { return nil }
      let start = first.startMicroseconds.addingSaturated(Int64(distance))
      if start == .max { return nil }
      if let end, start >= end { return nil }
      return FrameWindow(
        startMicroseconds: start,
        durationMicroseconds: first.endMicroseconds.addingSaturated(-first.startMicroseconds))
    }
  }
}
