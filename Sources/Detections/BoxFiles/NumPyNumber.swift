/// How to read a number of a NumPy record.
enum NumPyNumber: Equatable {
  case signed(width: Int, isBigEndian: Bool)
  case unsigned(width: Int, isBigEndian: Bool)
  case float32(isBigEndian: Bool)
  case float64(isBigEndian: Bool)

  /// Nil for kinds and widths that are no integers or floats.
  init?(kind: UInt8, width: Int, isBigEndian: Bool) {
    switch (kind, width) {
    case (UInt8(ascii: "i"), 1), (UInt8(ascii: "i"), 2), (UInt8(ascii: "i"), 4), (UInt8(ascii: "i"), 8):
      self = .signed(width: width, isBigEndian: isBigEndian)
    case (UInt8(ascii: "u"), 1), (UInt8(ascii: "u"), 2), (UInt8(ascii: "u"), 4), (UInt8(ascii: "u"), 8):
      self = .unsigned(width: width, isBigEndian: isBigEndian)
    case (UInt8(ascii: "f"), 4): self = .float32(isBigEndian: isBigEndian)
    case (UInt8(ascii: "f"), 8): self = .float64(isBigEndian: isBigEndian)
    default: return nil
    }
  }

  /// The number whose first byte lies at `offset`.
  func read(_ bytes: Span<UInt8>, at offset: Int) -> NumPyValue {
    switch self {
    case .signed(let width, let isBigEndian):
      let bits = Self.bits(bytes, at: offset, width: width, isBigEndian: isBigEndian)
      let shift = 64 - 8 * width
      return .integer(Int64(bitPattern: bits << shift) >> shift)
    case .unsigned(let width, let isBigEndian):
      let bits = Self.bits(bytes, at: offset, width: width, isBigEndian: isBigEndian)
      return Int64(exactly: bits).map(NumPyValue.integer) ?? .hugeInteger(bits)
    case .float32(let isBigEndian):
      let bits = Self.bits(bytes, at: offset, width: 4, isBigEndian: isBigEndian)
      return .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case .float64(let isBigEndian):
      return .float(Double(bitPattern: Self.bits(bytes, at: offset, width: 8, isBigEndian: isBigEndian)))
    }
  }

  private static func bits(_ bytes: Span<UInt8>, at offset: Int, width: Int, isBigEndian: Bool) -> UInt64 {
    var bits: UInt64 = 0
    for index in 0..<width { bits = bits << 8 | UInt64(bytes[offset + (isBigEndian ? index : width - 1 - index)]) }
    return bits
  }
}
