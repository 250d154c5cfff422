/// What the values of a key look like.
public enum SettingKind: Sendable, Equatable {
  /// Any text.
  case text
  /// A whole number of a range, or one of some words.
  case integer(ClosedRange<Int>, words: [String] = [])
  /// A number of a range, or one of some words.
  case number(ClosedRange<Double>, words: [String])
  /// `true` or `false`.
  case boolean
  /// A span of time in microseconds of a range, written as `300ms`, `10s` or `2min`.
  case duration(ClosedRange<Int64>)
  /// One of some words.
  case choice([String])
  /// A list of texts.
  case list
}

extension SettingKind: CustomStringConvertible {
  /// What values are legal, for messages and the manual.
  public var description: String {
    switch self {
    case .text: "text"
    case .integer(let range, let words):
      (words + ["a whole number of \(range.lowerBound)...\(range.upperBound)"]).joined(separator: " or ")
    case .number(let range, let words):
      (words + ["a number of \(range.lowerBound)...\(range.upperBound)"]).joined(separator: " or ")
    case .boolean: "true or false"
    case .duration(let range):
      "a time of \(DurationText.text(microseconds: range.lowerBound))..."
        + "\(DurationText.text(microseconds: range.upperBound)) with its unit: us, ms, s, min or h"
    case .choice(let words): words.joined(separator: ", ")
    case .list: "a list of texts"
    }
  }
}
