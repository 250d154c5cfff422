extension Int64 {
  /// The quotient rounded toward negative infinity; `divisor` is positive.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// What is left over by `flooredQuotient`, 0..<divisor.
  func flooredRemainder(by divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  /// The sum, or the nearest value there is.
  package func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The product, or the nearest value there is.
  func multipliedSaturated(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }

  /// How far apart the two are.
  @inline(__always)
  func absoluteDistance(to other: Int64) -> UInt64 {
    self < other ? other.distance(above: self) : distance(above: other)
  }

  /// How much larger this is than `other`, which is not larger.
  func distance(above other: Int64) -> UInt64 { UInt64(bitPattern: self) &- UInt64(bitPattern: other) }
}
