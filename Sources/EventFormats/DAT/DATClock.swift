/// Extends DAT's 32-bit times, which wrap every 71.6 minutes, to 64 bits.
package struct DATClock: Equatable, Sendable {
  /// What is added to a record's time: a multiple of 2^32 microseconds.
  package private(set) var base: Int64 = 0
  /// The time of the last record, without `base`.
  package private(set) var last: UInt32 = 0

  /// Creates a clock at the start of a file.
  package init() {}

  /// The time of the next record, in microseconds.
  ///
  /// Only a step back of more than 2^31 microseconds is a wrap; a smaller one is disorder and is given as it is.
  package func time(of ticks: UInt32) -> Int64 {
    (isWrap(ticks) ? base &+ 0x1_0000_0000 : base) &+ Int64(ticks)
  }

  /// Whether the time has wrapped between the last record and the next one.
  package func isWrap(_ ticks: UInt32) -> Bool { ticks < last && last - ticks > 0x8000_0000 }

  /// Goes on to the next record.
  package mutating func advance(to ticks: UInt32) {
    if isWrap(ticks) { base &+= 0x1_0000_0000 }
    last = ticks
  }
}
