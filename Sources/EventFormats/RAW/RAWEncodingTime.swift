/// The upper half of an encoder's time, and the words that are needed to bring a decoder to it.
struct RAWEncodingTime: Sendable {
  /// A gap of more wraps than this is refused: each costs two words.
  private static let wrapLimit: Int64 = 65_536

  private let lowBits: Int64
  private let highBits: Int64
  private let offsetMicroseconds: Int64
  /// The upper half with all wraps; 0 before the first.
  private(set) var high: Int64 = 0
  /// The upper half as it was sent last.
  private var sent: UInt32?

  /// Creates a time of `lowBits` lower and `highBits` upper bits, at 0.
  init(lowBits: Int64, highBits: Int64, offsetMicroseconds: Int64) {
    self.lowBits = lowBits
    self.highBits = highBits
    self.offsetMicroseconds = offsetMicroseconds
  }

  /// Goes on to `time`.
  ///
  /// - Parameters:
  ///   - byteCount: how many bytes the stream has so far, for messages.
  ///   - send: writes a time base word with these upper bits; called only where the base changes.
  /// - Returns: the lower bits of the time.
  /// - Throws: `notRepresentable` for times before 0 or before the current base, and for gaps of too many wraps.
  mutating func advance(
    to time: Int64, byteCount: UInt64, send: (UInt32) -> Void
  ) throws(EventFormatError) -> UInt32 {
    let (shifted, hasOverflown) = time.subtractingReportingOverflow(offsetMicroseconds)
    guard !hasOverflown, shifted >= 0 else {
      throw EventFormatError(
        .notRepresentable,
        "RAW cannot hold time \(time): times are at least the time offset, here \(offsetMicroseconds); shift the times",
        at: byteCount)
    }
    let newHigh = shifted >> lowBits
    guard newHigh >= high else {
      throw EventFormatError(
        .notRepresentable,
        "RAW cannot hold time \(time) after \(high << lowBits &+ offsetMicroseconds), its current time base; sort the events",
        at: byteCount)
    }
    let wraps = (newHigh >> highBits) - (high >> highBits)
    guard wraps <= Self.wrapLimit else {
      throw EventFormatError(
        .notRepresentable,
        "RAW cannot hold time \(time): its \(lowBits + highBits)-bit time would wrap \(wraps) times up to it, at most "
          + "\(Self.wrapLimit) are written; shift the times, for example by the time of the first event",
        at: byteCount)
    }
    // A decoder sees a wrap only where the base falls from its largest value to its smallest.
    let largest = UInt32(1) << UInt32(highBits) - 1
    for _ in 0..<wraps {
      if sent != largest { send(largest) }
      send(0)
      sent = 0
    }
    high = newHigh
    let base = UInt32(truncatingIfNeeded: newHigh) & largest
    if sent != base { send(base) }
    sent = base
    return UInt32(truncatingIfNeeded: shifted) & (1 << UInt32(lowBits) - 1)
  }

  /// Sends the base again before the next event.
  mutating func forgetSent() { sent = nil }
}
