import ArgumentParser

/// A span of time on the command line: `12.5`, `12.5s`, `300ms`, `1500us`, `2min`.
struct TimeArgument: ExpressibleByArgument, Equatable {
  /// The span in microseconds, 0...9e15 (285 years), so that nanoseconds after now are still an `Int64`.
  var microseconds: Int64

  init(microseconds: Int64) { self.microseconds = microseconds }

  init?(argument: String) {
    let units: [(suffix: String, microseconds: Double)] = [
      ("us", 1), ("ms", 1e3), ("min", 60e6), ("s", 1e6), ("", 1e6),
    ]
    for unit in units where argument.hasSuffix(unit.suffix) {
      guard let value = Double(argument.dropLast(unit.suffix.count)), value.isFinite, value >= 0,
        value * unit.microseconds <= 9e15
      else { return nil }
      microseconds = Int64((value * unit.microseconds).rounded())
      return
    }
    return nil
  }

  /// Seconds, as shown by `--help`.
  var defaultValueDescription: String { "\(Double(microseconds) / 1e6)s" }
}
