/// A value of a pickle: small ones as they are, all others by their index in `PickleGraph.objects`.
///
/// Objects refer to one another by index, so that shared and even cyclic structures are plain data: nothing can recurse
/// without end unless whoever walks the graph does.
public enum PickleValue: Equatable, Sendable {
  /// `None`.
  case none
  /// `True` or `False`.
  case boolean(Bool)
  /// An integer that 64 bits hold.
  case integer(Int)
  /// An integer that they do not hold; nothing read here needs it.
  case hugeInteger
  /// A floating-point number.
  case float(Double)
  /// Text.
  case text(String)
  /// An object.
  case object(Int)

  /// What it is called in messages.
  var kind: String {
    switch self {
    case .none: "None"
    case .boolean: "a boolean"
    case .integer, .hugeInteger: "an integer"
    case .float: "a float"
    case .text: "text"
    case .object: "an object"
    }
  }
}
