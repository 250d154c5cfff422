/// The unit of times in a table.
public enum TimeUnit: String, Sendable, CaseIterable {
  /// 10^6 microseconds.
  case seconds = "s"
  /// 1000 microseconds.
  case milliseconds = "ms"
  /// 1 microsecond.
  case microseconds = "us"
  /// A thousandth of a microsecond; times are rounded.
  case nanoseconds = "ns"

  /// The power of ten by which a time in this unit becomes one in microseconds.
  var decimalExponent: Int {
    switch self {
    case .seconds: 6
    case .milliseconds: 3
    case .microseconds: 0
    case .nanoseconds: -3
    }
  }
}
