/// A small pseudo-random generator: the same seed gives the same numbers everywhere.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator.
  package init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// A number in `low..<high`, made of 24 random bits.
  ///
  /// The standard library's own way of drawing floating-point numbers is free to change, this one is not.
  package mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * (Float(next() >> 40) * 0x1p-24)
  }

  /// A number in `0..<bound`; `bound` is at least 1 and far below 2^32.
  package mutating func index(below bound: Int) -> Int { Int(((next() >> 32) * UInt64(bound)) >> 32) }
}
