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
  /// Packets that are missing by the stream's own numbering.
  public var lostPackets: UInt64 = 0
  /// Parts of the stream that do not match their checksum; what they hold is given as it is.
  public var checksumMismatches: UInt64 = 0

  /// Room for more reasons than there are, in place, so that copying the statistics allocates nothing.
  package static var reasonCapacity: Int { 16 }
  private var skipCounts = InlineArray<16, UInt64>(repeating: 0)
  private var firstOffsets = InlineArray<16, UInt64>(repeating: .max)

  /// Creates statistics of nothing.
  public init() {}

  /// How many records, words or events were skipped for a reason.
  public subscript(reason: SkipReason) -> UInt64 { skipCounts[reason.rawValue] }

  /// The byte offset in the stream of the first thing skipped for a reason; nil where nothing was.
  public func firstOffset(of reason: SkipReason) -> UInt64? {
    skipCounts[reason.rawValue] > 0 ? firstOffsets[reason.rawValue] : nil
  }

  /// Everything skipped, whatever the reason.
  public var skipped: UInt64 { SkipReason.allCases.reduce(0) { $0 + self[$1] } }

  /// Counts something skipped.
  ///
  /// - Parameters:
  ///   - reason: why.
  ///   - offset: the byte offset in the stream where it stands.
  ///   - count: how many at once.
  public mutating func skip(_ reason: SkipReason, at offset: UInt64, count: UInt64 = 1) {
    guard count > 0 else { return }
    if skipCounts[reason.rawValue] == 0 { firstOffsets[reason.rawValue] = offset }
    skipCounts[reason.rawValue] += count
  }

  /// Adds the statistics of a later part of the same stream, or of the same stream read again.
  public static func += (left: inout DecodingStatistics, right: DecodingStatistics) {
    left.events += right.events
    left.triggers += right.triggers
    left.backwardSteps += right.backwardSteps
    left.suspicious += right.suspicious
    left.timeWraps += right.timeWraps
    left.lostPackets &+= right.lostPackets
    left.checksumMismatches += right.checksumMismatches
    for reason in SkipReason.allCases {
      if let offset = right.firstOffset(of: reason) { left.skip(reason, at: offset, count: right[reason]) }
    }
  }

  /// Whether everything is equal.
  public static func == (left: DecodingStatistics, right: DecodingStatistics) -> Bool {
    left.events == right.events && left.triggers == right.triggers && left.backwardSteps == right.backwardSteps
      && left.suspicious == right.suspicious && left.timeWraps == right.timeWraps
      && left.lostPackets == right.lostPackets && left.checksumMismatches == right.checksumMismatches
      && SkipReason.allCases.allSatisfy {
        left[$0] == right[$0] && left.firstOffset(of: $0) == right.firstOffset(of: $0)
      }
  }
}
