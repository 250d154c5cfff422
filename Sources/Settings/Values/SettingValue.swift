/// A value that a key has.
public enum SettingValue: Sendable, Equatable {
  /// A text or a word.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// True or false.
  case boolean(Bool)
  /// A span of time in microseconds.
  case microseconds(Int64)
  /// A list of texts.
  case list([String])

  /// Reads what was written.
  ///
  /// - Returns: nil where it is no legal value of the kind.
  init?(_ written: WrittenValue, kind: SettingKind) {
    switch (kind, written) {
    case (.list, .list(let texts)): self = .list(texts)
    case (.list, .scalar(let text)):
      // As a flag or a variable gives it.
      let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
      self = .list(
        inner.split(separator: ",").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) })
    case (.text, .scalar(let text)) where !text.isEmpty: self = .text(text)
    case (.choice(let words), .scalar(let text)) where words.contains(text): self = .text(text)
    case (.integer(let range, let words), .scalar(let text)):
      if words.contains(text) {
        self = .text(text)
        return
      }
      guard let number = Int(text), range.contains(number) else { return nil }
      self = .integer(number)
    case (.number(let range, let words), .scalar(let text)):
      if words.contains(text) {
        self = .text(text)
        return
      }
      guard let number = Double(text), range.contains(number) else { return nil }
      self = .number(number)
    case (.boolean, .scalar("true")): self = .boolean(true)
    case (.boolean, .scalar("false")): self = .boolean(false)
    case (.duration(let range), .scalar(let text)):
      guard let microseconds = DurationText.microseconds(text), range.contains(microseconds) else { return nil }
      self = .microseconds(microseconds)
    default: return nil
    }
  }
}

extension SettingValue: CustomStringConvertible {
  /// As it would be written.
  public var description: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .boolean(let isTrue): isTrue ? "true" : "false"
    case .microseconds(let microseconds): DurationText.text(microseconds: microseconds)
    case .list(let texts): "[\(texts.joined(separator: ", "))]"
    }
  }
}
