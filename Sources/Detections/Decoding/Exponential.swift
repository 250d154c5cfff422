/// e to the power of `x`, within 1e-15 of the exact value relatively; 0 below -700, infinity above 700, NaN for NaN.
///
/// Made of additions and multiplications alone, so that scores have the same bits on every machine; the C library chooses
/// among implementations by processor.
func exponential(_ x: Double) -> Double {
  guard x == x else { return .nan }
  if x < -700 { return 0 }
  if x > 700 { return .infinity }
  let halves = x * 1.442_695_040_888_963_4
  let power = Int(halves + (halves < 0 ? -0.5 : 0.5))
  // ln 2 in two parts, the first with trailing zeros, so that the product with `power` is exact.
  let rest = (x - Double(power) * 0.693_147_180_369_123_816_490) - Double(power) * 1.908_214_929_270_587_700_02e-10
  // Taylor's series; |rest| is at most ln 2 / 2, where the 14th term is below 1e-17.
  var sum = 1.0
  for divisor in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * rest / divisor }
  return sum * Double(bitPattern: UInt64(power + 1023) << 52)
}

/// 1 / (1 + e to the power of -x), 0...1; NaN for NaN.
func logistic(_ x: Float) -> Float { Float(1 / (1 + exponential(-Double(x)))) }
