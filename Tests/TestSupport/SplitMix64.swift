/// A small seeded random number generator.
///
/// Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
package struct SplitMix64: RandomNumberGenerator {
  package var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  package mutating func next(below limit: UInt32) -> UInt32 { UInt32.random(in: 0..<limit, using: &self) }
}
