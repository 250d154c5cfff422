/// The type of a value in a numpy array, such as `<i8`.
struct NumpyType: Equatable, Sendable {
  /// What the bytes are.
  enum Kind: Equatable, Sendable {
    case signed
    case unsigned
    case boolean
    case floating
    /// A date and time, which counts from 1970 in the unit given.
    case time(TimeUnit)
    /// Something that no event has.
    case other
  }

  var kind: Kind
  var byteCount: Int
  var isBigEndian: Bool

  /// Reads a type's name; nil where it is unknown or has no fixed size.
  init?(_ name: String) {
    var rest = Substring(name)
    isBigEndian = rest.first == ">"
    if let first = rest.first, "<>=|".contains(first) { rest.removeFirst() }
    guard let letter = rest.popFirst() else { return nil }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let size = Int(digits), (0...Numpy.recordByteLimit).contains(size) else { return nil }
    rest = rest.dropFirst(digits.count)
    byteCount = size
    switch (letter, size) {
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("b", 1): kind = .boolean
    case ("f", 4), ("f", 8): kind = .floating
    case ("M", 8), ("m", 8):
      guard let unit = TimeUnit(rawValue: String(rest.dropFirst().dropLast())) else { return nil }
      kind = .time(unit)
    case ("U", _):
      kind = .other
      byteCount = 4 * size
    case ("V", _), ("S", _), ("a", _), ("f", _), ("c", _): kind = .other
    default: return nil
    }
  }

  /// The unit of times of this type unless the user knows better.
  var timeUnit: TimeUnit {
    switch kind {
    case .floating: .seconds
    case .time(let unit): unit
    default: .microseconds
    }
  }
}
