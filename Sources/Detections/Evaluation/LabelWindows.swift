/// Cuts time so that a boundary lies at every label, as the published code does.
public struct LabelWindows: Equatable, Sendable {
  /// A timestep, [`start`, `end`) in microseconds.
  public struct Slice: Equatable, Hashable, Sendable {
    /// Its first microsecond.
    public var start: Int64
    /// The first microsecond after it.
    public var end: Int64

    /// Creates a slice.
    public init(start: Int64, end: Int64) {
      self.start = start
      self.end = end
    }
  }

  /// The length of a timestep in microseconds.
  public let timestepMicroseconds: Int64
  /// Timesteps of a window, T.
  public let timesteps: Int

  /// Creates rules for windows of `timesteps` timesteps; both numbers are at least 1.
  public init(timestepMicroseconds: Int64, timesteps: Int) {
    precondition(timestepMicroseconds >= 1 && timesteps >= 1)
    self.timestepMicroseconds = timestepMicroseconds
    self.timesteps = timesteps
  }

  /// The T timesteps that end at a label, oldest first; fewer where sensor time does not reach so far back.
  public func window(endingAt label: Int64) -> [Slice] {
    var slices: [Slice] = []
    var end = label
    for _ in 0..<timesteps {
      let (start, overflow) = end.subtractingReportingOverflow(timestepMicroseconds)
      guard !overflow else { break }
      slices.append(Slice(start: start, end: end))
      end = start
    }
    return slices.reversed()
  }

  /// The timesteps from a time to a label, oldest first, cut back from the label.
  ///
  /// - Parameters:
  ///   - start: where they begin: the label before, or the first event.
  ///   - label: where they end.
  ///   - isContinued: whether timesteps lie before `start`, so that the first one is shorter where they do not fit; else it begins
  ///     before `start` and is whole.
  public func slices(from start: Int64, to label: Int64, isContinued: Bool) -> [Slice] {
    var slices: [Slice] = []
    var end = label
    while end > start {
      let (whole, overflow) = end.subtractingReportingOverflow(timestepMicroseconds)
      let begin = overflow || isContinued && whole < start ? start : whole
      slices.append(Slice(start: begin, end: end))
      end = begin
    }
    return slices.reversed()
  }
}
