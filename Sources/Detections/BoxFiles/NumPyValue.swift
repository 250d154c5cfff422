/// A number as a NumPy record holds it.
enum NumPyValue: Equatable, CustomStringConvertible {
  case integer(Int64)
  /// An unsigned integer above the range of `Int64`.
  case hugeInteger(UInt64)
  case float(Double)

  var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .hugeInteger(let value): "\(value)"
    case .float(let value): "\(value)"
    }
  }

  /// The whole number, fractions cut off; nil where it is out of range or no number.
  var whole: Int64? {
    switch self {
    case .integer(let value): value
    case .hugeInteger: nil
    case .float(let value):
      // 2^63 is the first float above the range, and -2^63 is in it.
      value >= -0x1p63 && value < 0x1p63 ? Int64(value) : nil
    }
  }

  /// The nearest float; nil where that is not finite.
  var finite: Float? {
    let value =
      switch self {
      case .integer(let value): Float(value)
      case .hugeInteger(let value): Float(value)
      case .float(let value): Float(value)
      }
    return value.isFinite ? value : nil
  }
}
