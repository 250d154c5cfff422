/// A decimal number as it stands in a text, exact to 19 digits.
package struct DecimalNumber: Equatable, Sendable {
  package private(set) var isNegative = false
  package private(set) var mantissa: UInt64 = 0
  package private(set) var exponent = 0

  private static let powers: [UInt64] = (0..<20).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
  private static let exponentLimit = 100_000

  /// Creates a whole number.
  package init(_ value: UInt64 = 0) { mantissa = value }

  /// Whether the number has a fraction that is not zero.
  package var hasFraction: Bool {
    guard exponent < 0, mantissa != 0 else { return false }
    return -exponent >= Self.powers.count || mantissa % Self.powers[-exponent] != 0
  }

  /// The number times 10^`power`, rounded to the nearest integer, halves away from zero; nil where it does not fit.
  @inline(__always)
  package func scaled(byTenTo power: Int) -> Int64? {
    let shift = exponent + power
    if shift == 0, mantissa <= UInt64(Int64.max) {
      let value = Int64(truncatingIfNeeded: mantissa)
      return isNegative ? 0 &- value : value
    }
    return scaledSlowly(shift)
  }

  private func scaledSlowly(_ shift: Int) -> Int64? {
    var magnitude = mantissa
    if shift >= 0 && mantissa != 0 {
      guard shift < Self.powers.count else { return nil }
      let (product, overflows) = mantissa.multipliedReportingOverflow(by: Self.powers[shift])
      guard !overflows else { return nil }
      magnitude = product
    } else if shift < 0 {
      guard -shift < Self.powers.count else { return 0 }
      let divisor = Self.powers[-shift]
      let rest = mantissa % divisor
      magnitude = mantissa / divisor + (rest >= divisor - rest ? 1 : 0)
    }
    guard magnitude <= UInt64(Int64.max) else { return nil }
    let value = Int64(truncatingIfNeeded: magnitude)
    return isNegative ? -value : value
  }

  /// Reads the number at the start of `text`, such as `12`, `-0.5`, `1.5e-3`, and says how many bytes it takes; nil
  /// where there is none.
  @inline(__always)
  package static func read(_ text: UnsafeRawBufferPointer) -> (number: DecimalNumber, byteCount: Int)? {
    var number = DecimalNumber()
    var position = 0
    var digits = 0
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      number.isNegative = sign == UInt8(ascii: "-")
      position = 1
    }
    while position < text.count, let digit = digit(text[position]) {
      number.append(digit, isFraction: false)
      digits &+= 1
      position &+= 1
    }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position &+= 1
      while position < text.count, let digit = digit(text[position]) {
        number.append(digit, isFraction: true)
        digits &+= 1
        position &+= 1
      }
    }
    guard digits > 0 else { return nil }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += number.readExponent(UnsafeRawBufferPointer(rebasing: text[position...]))
    }
    return (number, position)
  }

  @inline(__always)
  private mutating func append(_ digit: UInt64, isFraction: Bool) {
    // Nineteen digits always fit; later ones only move the point.
    if mantissa < 1_000_000_000_000_000_000 {
      mantissa = mantissa &* 10 &+ digit
      if isFraction { exponent &-= 1 }
    } else if !isFraction {
      exponent &+= 1
    }
  }

  /// Reads `e-12` and returns how many bytes it takes; 0 where there are no digits.
  private mutating func readExponent(_ text: UnsafeRawBufferPointer) -> Int {
    var position = 1
    var isNegative = false
    if position < text.count, text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+") {
      isNegative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    let start = position
    var value = 0
    while position < text.count, let digit = Self.digit(text[position]) {
      value = min(value * 10 + Int(digit), Self.exponentLimit)
      position += 1
    }
    guard position > start else { return 0 }
    exponent += isNegative ? -value : value
    return position
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let value = byte &- UInt8(ascii: "0")
    return value < 10 ? UInt64(value) : nil
  }
}
