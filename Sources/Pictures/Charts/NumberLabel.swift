/// Numbers as axes show them.
public enum NumberLabel {
  /// A number with a given number of digits after the point.
  public static func fixed(_ value: Double, digits: Int) -> String {
    let digits = min(max(digits, 0), 9)
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "−" : ""
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(rest)
    return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }

  /// The metric prefix that brings a value below 1000, and what to divide by; none for values below 1000.
  public static func prefix(for value: Double) -> (symbol: String, divisor: Double) {
    switch abs(value) {
    case 1e12...: ("T", 1e12)
    case 1e9...: ("G", 1e9)
    case 1e6...: ("M", 1e6)
    case 1e3...: ("k", 1e3)
    default: ("", 1)
    }
  }
}
