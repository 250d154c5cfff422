/// Extends AEDAT 2's 32-bit times to 64 bits.
///
/// jAER's cameras wrap their times at 2^31 or at 2^32 microseconds. A step back of more than 2^31 is a wrap at 2^32. A
/// step from the last minute before 2^31 to the first minute is a wrap at 2^31. Any other step back is disorder or a
/// reset at a synchronisation, and is given as it is.
package struct AEDAT2Clock: Equatable, Sendable {
  /// How near to 2^31 and to 0 times must be for a wrap at 2^31: 67 seconds.
  package static let wrapMargin: UInt32 = 1 << 26

  /// What is added to a record's time.
  package private(set) var base: Int64 = 0
  /// The time of the last record, without `base`.
  package private(set) var last: UInt32 = 0

  /// Creates a clock at the start of a file.
  package init() {}

  /// Goes on to the next record; true where the time has wrapped.
  @inline(__always)
  package mutating func advance(to ticks: UInt32) -> Bool {
    guard ticks < last else {
      last = ticks
      return false
    }
    return stepBack(to: ticks)
  }

  /// The time of the last record, in microseconds.
  package var time: Int64 { base &+ Int64(last) }

  private mutating func stepBack(to ticks: UInt32) -> Bool {
    let half: UInt32 = 1 << 31
    defer { last = ticks }
    if last - ticks > half {
      base &+= 1 << 32
      return true
    }
    if (half - Self.wrapMargin..<half).contains(last) && ticks < Self.wrapMargin {
      base &+= 1 << 31
      return true
    }
    return false
  }
}
