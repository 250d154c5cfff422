/// The weight of a message.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
  /// For whoever looks for a fault.
  case debug
  /// What happens in good order.
  case info
  /// Something is lost or late, and the program goes on by itself.
  case warning
  /// Somebody has to do something.
  case error

  /// By weight.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.number < right.number }

  private var number: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}
