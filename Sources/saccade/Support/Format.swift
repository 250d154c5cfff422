/// Numbers as people read them.
enum Format {
  /// With a given number of digits after the point.
  static func decimal(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "-" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let whole = scaled / Int64(scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(scaled % Int64(scale))
    return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }

  /// With a space between thousands.
  static func count(_ value: UInt64) -> String {
    var digits = String(value)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: " ")
  }

  /// An event rate with its unit.
  static func eventRate(perSecond rate: Double) -> String {
    switch rate {
    case 1e6...: "\(decimal(rate / 1e6, digits: 2)) Mev/s"
    case 1e3...: "\(decimal(rate / 1e3, digits: 1)) kev/s"
    default: "\(decimal(rate, digits: 0)) ev/s"
    }
  }

  /// Milliseconds from nanoseconds.
  static func milliseconds(nanoseconds: Int64) -> String { "\(decimal(Double(nanoseconds) / 1e6, digits: 2)) ms" }

  /// Minutes and seconds.
  static func clock(seconds: Double) -> String {
    let total = Int(max(0, min(seconds, 359_999)).rounded())
    let minutes = total / 60
    let rest = total % 60
    return minutes >= 60
      ? "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(rest < 10 ? "0" : "")\(rest)"
      : "\(minutes):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Sensor time in seconds.
  static func sensorSeconds(microseconds: Int64) -> String { "\(decimal(Double(microseconds) / 1e6, digits: 3)) s" }

  /// Text padded on the left.
  static func right(_ text: String, width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Text padded on the right.
  static func left(_ text: String, width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
