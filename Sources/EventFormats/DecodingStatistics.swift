/// What a decoder has given and what it has skipped.
public struct DecodingStatistics: Equatable, Sendable {
  /// Events given.
  public var events: UInt64 = 0
  /// External trigger edges given.
  public var triggers: UInt64 = 0
  /// Events whose time is smaller than that of the event before them; they are given as they are.
  public var backwardSteps: UInt64 = 0
  /// Records with bits set that should be zero; they are given as they are.
  public var suspicious: UInt64 = 0
  /// Wraps of the format's time counter.
  public var timeWraps: UInt64 = 0

  private var skipCounts = [UInt64](repeating: 0, count: SkipReason.allCases.count)
  private var firstOffsets = [UInt64?](repeating: nil, count: SkipReason.allCases.count)

  /// Creates statistics of nothing.
  public init() {}

  /// How many records, words or events were skipped for a reason.
  public subscript(reason: SkipReason) -> UInt64 { skipCounts[reason.rawValue] }

  /// The byte offset in the stream of the first thing skipped for a reason; nil where nothing was.
  public func firstOffset(of reason: SkipReason) -> UInt64? { firstOffsets[reason.rawValue] }

  /// Everything skipped, whatever the reason.
  public var skipped: UInt64 { skipCounts.reduce(0, +) }

  /// Counts something skipped.
  ///
  /// - Parameters:
  ///   - reason: why.
  ///   - offset: the byte offset in the stream where it stands.
  ///   - count: how many at once.
  public mutating func skip(_ reason: SkipReason, at offset: UInt64, count: UInt64 = 1) {
    if firstOffsets[reason.rawValue] == nil { firstOffsets[reason.rawValue] = offset }
    skipCounts[reason.rawValue] += count
  }
}
