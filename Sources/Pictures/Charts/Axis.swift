import Glibc

/// One axis of a chart: the values it spans and the marks on it.
public struct Axis: Equatable, Sendable {
  /// A mark with its label.
  public struct Tick: Equatable, Sendable {
    /// The value it stands at.
    public var value: Double
    /// Its label.
    public var label: String

    /// Creates a mark.
    public init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// What the values are, with their unit.
  public var title: String
  /// The value at the left or lower end.
  public var lower: Double
  /// The value at the right or upper end, larger than `lower`.
  public var upper: Double
  /// The marks, in rising order.
  public var ticks: [Tick]

  /// Creates an axis with marks of one's own.
  public init(title: String, lower: Double, upper: Double, ticks: [Tick]) {
    self.title = title
    self.lower = lower
    self.upper = upper > lower ? upper : lower + 1
    self.ticks = ticks
  }

  /// Creates an axis with marks at round values.
  ///
  /// - Parameters:
  ///   - title: what the values are; ` (unit)` is appended, with a metric prefix where values are large.
  ///   - unit: the unit; empty for none.
  ///   - values: what the axis must span.
  ///   - tickCount: about how many marks.
  ///   - isRounded: whether the ends are moved outward to marks.
  public init(title: String, unit: String = "", spanning values: ClosedRange<Double>, tickCount: Int, isRounded: Bool) {
    var lower = values.lowerBound.isFinite ? values.lowerBound : 0
    var upper = values.upperBound.isFinite ? values.upperBound : 1
    if upper <= lower { upper = lower + max(1, abs(lower) * 1e-6) }
    let step = Self.roundStep(for: (upper - lower) / Double(max(tickCount, 1)))
    if isRounded {
      lower = (lower / step).rounded(.down) * step
      upper = (upper / step - 1e-9).rounded(.up) * step
    }
    let (symbol, divisor) = NumberLabel.prefix(for: max(abs(lower), abs(upper)))
    let digits = max(0, Int((-log10(step / divisor) - 1e-9).rounded(.up)))
    let first = (lower / step - 1e-9).rounded(.up)
    let count = min(max(0, Int((upper / step + 1e-9).rounded(.down) - first) + 1), 64)
    let ticks = (0..<count).map { index in
      let value = (first + Double(index)) * step
      return Tick(value: value, label: NumberLabel.fixed(value / divisor, digits: digits))
    }
    let unit = symbol + unit
    self.init(title: unit.isEmpty ? title : "\(title) (\(unit))", lower: lower, upper: upper, ticks: ticks)
  }

  /// Where a value lies on the axis: 0 at the lower end, 1 at the upper.
  public func fraction(of value: Double) -> Double { (value - lower) / (upper - lower) }

  /// The smallest of 1, 2, 5 times a power of ten that is no less than `step`.
  static func roundStep(for step: Double) -> Double {
    guard step.isFinite, step > 0 else { return 1 }
    let power = pow(10, log10(step).rounded(.down))
    for factor in [1.0, 2, 5, 10] where factor * power >= step * (1 - 1e-9) { return factor * power }
    return 10 * power
  }
}
