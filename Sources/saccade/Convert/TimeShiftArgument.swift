import ArgumentParser

/// A span of time with a sign on the command line: `5s`, `-300ms`.
struct TimeShiftArgument: ExpressibleByArgument, Equatable {
  /// The span in microseconds.
  var microseconds: Int64

  init?(argument: String) {
    let isNegative = argument.hasPrefix("-")
    let digits = isNegative || argument.hasPrefix("+") ? String(argument.dropFirst()) : argument
    guard let span = TimeArgument(argument: digits) else { return nil }
    microseconds = isNegative ? -span.microseconds : span.microseconds
  }
}
