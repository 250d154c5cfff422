/// Spans of time as they are written: `300ms`, `10s`, `2min`, `1h`, `0`.
enum DurationText {
  private static let units: [(suffix: String, microseconds: Int64)] = [
    ("us", 1), ("ms", 1_000), ("min", 60_000_000), ("s", 1_000_000), ("h", 3_600_000_000),
  ]

  /// The span in microseconds; nil for anything else, also for a number other than 0 without a unit.
  static func microseconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    for unit in units where text.hasSuffix(unit.suffix) {
      guard let value = Double(text.dropLast(unit.suffix.count)), value.isFinite, value >= 0 else { return nil }
      let microseconds = (value * Double(unit.microseconds)).rounded()
      return microseconds <= 9e15 ? Int64(microseconds) : nil
    }
    return nil
  }

  /// The shortest text for a span.
  static func text(microseconds: Int64) -> String {
    let fitting = units.sorted { $0.microseconds > $1.microseconds }.first {
      microseconds >= $0.microseconds && microseconds % $0.microseconds == 0
    }
    guard let fitting else { return "0s" }
    return "\(microseconds / fitting.microseconds)\(fitting.suffix)"
  }
}
