/// Functions made of additions, multiplications and divisions alone, so that scenes have the same bits on every machine; the C
/// library's differ in the last one.
package enum ElementaryFunctions {
  /// The sine of an angle in radians, at most 1e6; within 1e-14.
  package static func sine(_ angle: Double) -> Double {
    let (rest, quarter) = reduced(angle)
    switch quarter {
    case 0: return sineSeries(rest)
    case 1: return cosineSeries(rest)
    case 2: return -sineSeries(rest)
    default: return -cosineSeries(rest)
    }
  }

  /// The cosine of an angle in radians, at most 1e6; within 1e-14.
  package static func cosine(_ angle: Double) -> Double { sine(angle + Double.pi / 2) }

  /// The angle whose tangent is a number; within 1e-14.
  package static func arctangent(_ tangent: Double) -> Double {
    if tangent < 0 { return -arctangent(-tangent) }
    if tangent > 1 { return Double.pi / 2 - arctangent(1 / tangent) }
    // Halving the angle twice brings the tangent below 0.2, where the series converges fast.
    var value = tangent
    for _ in 0..<2 { value = value / (1 + (1 + value * value).squareRoot()) }
    let square = value * value
    var sum = 0.0
    for divisor in stride(from: 21.0, through: 1, by: -2) { sum = 1 / divisor - square * sum }
    return 4 * value * sum
  }

  /// The natural logarithm of a positive, normal number; within 1e-14.
  package static func logarithm(_ value: Double) -> Double {
    var mantissa = value.significand
    var power = Double(value.exponent)
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      power += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 0.0
    for divisor in stride(from: 19.0, through: 1, by: -2) { sum = 1 / divisor + square * sum }
    return power * 0.693_147_180_559_945_3 + 2 * ratio * sum
  }

  /// e to the power of a number in -700...700; within 1e-14 relatively.
  package static func exponential(_ power: Double) -> Double {
    let halves = (power * 1.442_695_040_888_963_4).rounded()
    let rest = power - halves * 0.693_147_180_559_945_3
    var sum = 1.0
    for divisor in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * rest / divisor }
    return sum * Double(sign: .plus, exponent: Int(halves), significand: 1)
  }

  /// A number from 0 to 1 that begins and ends its way slowly.
  package static func smoothStep(_ share: Double) -> Double {
    let bounded = min(max(share, 0), 1)
    return bounded * bounded * (3 - 2 * bounded)
  }

  private static func reduced(_ angle: Double) -> (rest: Double, quarter: Int) {
    let quarters = (angle * (2 / Double.pi)).rounded()
    // A quarter turn in two parts, the first with trailing zeros.
    let rest = (angle - quarters * 1.570_796_310_901_641_8) - quarters * 1.589_325_477_352_819_4e-08
    return (rest, Int(quarters) & 3)
  }

  private static func sineSeries(_ angle: Double) -> Double {
    let square = angle * angle
    let tail = 1 - square / 156 * (1 - square / 210 * (1 - square / 272))
    let middle = 1 - square / 42 * (1 - square / 72 * (1 - square / 110 * tail))
    return angle * (1 - square / 6 * (1 - square / 20 * middle))
  }

  private static func cosineSeries(_ angle: Double) -> Double {
    let square = angle * angle
    let tail = 1 - square / 132 * (1 - square / 182 * (1 - square / 240))
    let middle = 1 - square / 30 * (1 - square / 56 * (1 - square / 90 * tail))
    return 1 - square / 2 * (1 - square / 12 * middle)
  }
}
