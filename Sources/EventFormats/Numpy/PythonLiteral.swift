/// A value as Python writes it: the part of the language that headers of numpy files are written in.
package indirect enum PythonLiteral: Equatable, Sendable {
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case none
  /// A list or a tuple.
  case sequence([PythonLiteral])
  case dictionary([Entry])

  /// One entry of a dictionary.
  package struct Entry: Equatable, Sendable {
    package var key: PythonLiteral
    package var value: PythonLiteral

    /// Creates an entry.
    package init(key: PythonLiteral, value: PythonLiteral) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key of a dictionary.
  func value(of key: String) -> PythonLiteral? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries.first { $0.key == .string(key) }?.value
  }

  /// Reads a literal that takes all of `text` but white space; nil where it is none.
  package init?(parsing text: [UInt8]) {
    var parser = PythonLiteralParser(text)
    guard let value = parser.parseAll() else { return nil }
    self = value
  }
}
