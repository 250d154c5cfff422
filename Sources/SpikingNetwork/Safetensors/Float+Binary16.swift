/// Half precision by hand: Swift's `Float16` does not exist on every platform.
extension Float {
  /// The exact value of an IEEE 754 binary16.
  package init(binary16 bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self.init(bitPattern: sign | magnitude.bitPattern)
    case 0x1F: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The nearest IEEE 754 binary16, ties to even; too large values become infinity.
  package var binary16: UInt16 {
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
    let magnitude = bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
      // Below 2^-14 the spacing is 2^-24: adding 0.5 leaves the count of these steps, rounded, in the low bits.
      let rounded = Float(bitPattern: magnitude) + 0.5
      return sign | UInt16(truncatingIfNeeded: rounded.bitPattern - Float(0.5).bitPattern)
    }
    let rounded = magnitude - 0x3800_0000 + 0xFFF + (magnitude >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
  }
}
