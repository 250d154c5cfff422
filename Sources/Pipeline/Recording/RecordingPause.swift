/// Whether the disk takes anything, and when it is tried again.
///
/// A pure value: time comes in as a parameter, in nanoseconds of a clock that does not run backward.
package struct RecordingPause: Sendable {
  /// Beyond what is left free, so much more must be free before it goes on, so that it does not end at once again.
  private static let leastRoom: UInt64 = 1 << 20
  private static let retryNanoseconds: Int64 = 1_000_000_000

  private let reserveBytes: UInt64
  /// Why nothing is written; nil while something is.
  package private(set) var cause: (loss: RecordingLoss, reason: String)?
  private var isTrying = false
  private var nextCheck = Int64.min

  /// Creates a pause that does not hold.
  package init(reserveBytes: UInt64) { self.reserveBytes = reserveBytes }

  /// Whether something may be written.
  package var allowsWriting: Bool { cause == nil || isTrying }

  /// Whether it is time to look at the disk.
  package func isCheckDue(atNanoseconds now: Int64) -> Bool { now >= nextCheck }

  /// Takes the room on the disk into account, nil where it is not known.
  ///
  /// - Returns: whether files have to be ended now.
  package mutating func check(freeBytes: UInt64?, folder: String, atNanoseconds now: Int64) -> Bool {
    nextCheck = now + Self.retryNanoseconds
    if let freeBytes, freeBytes < reserveBytes {
      let wasWriting = allowsWriting
      isTrying = false
      let (free, reserve) = (freeBytes >> 20, reserveBytes >> 20)
      cause = (.diskFull, "\(folder): \(free) MiB are free, and record.reserve leaves \(reserve) MiB free")
      return wasWriting
    }
    guard let cause else { return false }
    let needed = reserveBytes + reserveBytes / 10 + Self.leastRoom
    isTrying = cause.loss != .diskFull || freeBytes ?? .max >= needed
    return false
  }

  /// Notes that something could not be written.
  package mutating func fail(_ loss: RecordingLoss, reason: String, atNanoseconds now: Int64) {
    cause = (loss, reason)
    isTrying = false
    nextCheck = now + Self.retryNanoseconds
  }

  /// Notes that something has reached the disk.
  package mutating func succeed() {
    cause = nil
    isTrying = false
  }
}
