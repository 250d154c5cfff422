/// Metrics in the text that Prometheus scrapes.
///
/// Source: Prometheus, exposition formats, text version 0.0.4. Families must be written one after the other.
public struct MetricsText {
  /// The kind of a family.
  public enum Kind: String, Sendable {
    /// A number that only grows.
    case counter
    /// A number that goes up and down.
    case gauge
    /// A distribution.
    case histogram
  }

  /// A label and its value.
  public typealias Label = (name: String, value: String)

  /// The value of the header Content-Type.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  /// Upper bounds of the buckets of durations, in nanoseconds.
  private static let bounds: [UInt64] = [
    100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
    250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
  ]

  /// What was written so far.
  public private(set) var text = ""

  /// Creates an empty text.
  public init() {}

  /// Begins a family of metrics.
  public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// Writes a whole number.
  public mutating func sample(_ name: String, _ labels: [Label] = [], _ value: UInt64) {
    text += "\(name)\(Self.text(labels)) \(value)\n"
  }

  /// Writes a number.
  public mutating func sample(_ name: String, _ labels: [Label] = [], _ value: Double) {
    text +=
      "\(name)\(Self.text(labels)) \(value.isFinite ? "\(value)" : value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf")\n"
  }

  /// Writes a distribution of durations in seconds.
  public mutating func histogram(_ name: String, _ labels: [Label] = [], _ histogram: LatencyHistogram) {
    for (bound, count) in zip(Self.bounds, histogram.counts(notAbove: Self.bounds)) {
      sample("\(name)_bucket", labels + [("le", "\(Double(bound) / 1e9)")], count)
    }
    sample("\(name)_bucket", labels + [("le", "+Inf")], histogram.count)
    sample("\(name)_sum", labels, histogram.sum / 1e9)
    sample("\(name)_count", labels, histogram.count)
  }

  private static func text(_ labels: [Label]) -> String {
    labels.isEmpty ? "" : "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
