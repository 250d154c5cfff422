/// A value in each record of a numpy array.
struct NumpyField: Equatable, Sendable {
  var type: NumpyType
  var offset: Int

  /// Reads the value from the record at `record` as an integer, after it was multiplied by 10^`power`; nil where it
  /// does not fit, or where it has a fraction and `power` is 0.
  @inline(__always)
  func integer(at record: UnsafeRawPointer, timesTenTo power: Int) -> Int64? {
    let start = record + offset
    guard power == 0, !type.isBigEndian else { return integerOfAnyType(at: start, timesTenTo: power) }
    switch (type.kind, type.byteCount) {
    case (.signed, 8): return Int64(littleEndian: start.loadUnaligned(as: Int64.self))
    case (.unsigned, 2): return Int64(UInt16(littleEndian: start.loadUnaligned(as: UInt16.self)))
    case (.signed, 2): return Int64(Int16(littleEndian: start.loadUnaligned(as: Int16.self)))
    case (.unsigned, 1), (.boolean, 1): return Int64(start.load(as: UInt8.self))
    default: return integerOfAnyType(at: start, timesTenTo: power)
    }
  }

  private func integerOfAnyType(at start: UnsafeRawPointer, timesTenTo power: Int) -> Int64? {
    let bits = bits(at: start)
    switch type.kind {
    case .signed, .time: return scaled(signExtended(bits), power)
    case .unsigned, .boolean: return bits <= UInt64(Int64.max) ? scaled(Int64(bits), power) : nil
    case .floating:
      let value =
        type.byteCount == 4 ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
      guard power != 0 else { return Int64(exactly: value) }
      let scale = Double(Self.powerOfTen(abs(power)))
      return Int64(exactly: (power > 0 ? value * scale : value / scale).rounded())
    case .other: return nil
    }
  }

  private static func powerOfTen(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power &* 10 } }

  private func scaled(_ value: Int64, _ power: Int) -> Int64? {
    guard power != 0 else { return value }
    let scale = Self.powerOfTen(abs(power))
    guard power < 0 else {
      let (product, overflows) = value.multipliedReportingOverflow(by: scale)
      return overflows ? nil : product
    }
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: scale)
    // Halves away from zero, as for floating-point numbers.
    return abs(rest) * 2 >= scale ? quotient + rest.signum() : quotient
  }

  private func bits(at start: UnsafeRawPointer) -> UInt64 {
    switch (type.byteCount, type.isBigEndian) {
    case (1, _): UInt64(start.load(as: UInt8.self))
    case (2, false): UInt64(UInt16(littleEndian: start.loadUnaligned(as: UInt16.self)))
    case (2, true): UInt64(UInt16(bigEndian: start.loadUnaligned(as: UInt16.self)))
    case (4, false): UInt64(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
    case (4, true): UInt64(UInt32(bigEndian: start.loadUnaligned(as: UInt32.self)))
    case (_, false): UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
    case (_, true): UInt64(bigEndian: start.loadUnaligned(as: UInt64.self))
    }
  }

  private func signExtended(_ bits: UInt64) -> Int64 {
    let unused = 64 - 8 * type.byteCount
    return Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused)
  }
}
