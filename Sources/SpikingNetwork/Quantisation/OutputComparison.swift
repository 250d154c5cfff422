/// The raw outputs of two runs of a network, compared element by element.
public struct OutputComparison: Equatable, Sendable {
  /// The outputs compared.
  public private(set) var outputs = 0
  /// The largest absolute difference of two elements.
  public private(set) var largest = 0.0

  private var elements = 0
  private var squaredDifference = 0.0
  private var squaredExpected = 0.0

  /// Creates a comparison that has seen nothing.
  public init() {}

  /// The root of the mean squared difference; 0 before any output.
  public var rootMeanSquare: Double { elements > 0 ? (squaredDifference / Double(elements)).squareRoot() : 0 }

  /// The same divided by the root of the mean squared expected element; 0 where all are 0.
  public var relative: Double { squaredExpected > 0 ? (squaredDifference / squaredExpected).squareRoot() : 0 }

  /// Adds an output; both must have the same size.
  public mutating func add(_ expected: Span<Float>, _ actual: Span<Float>) {
    precondition(expected.count == actual.count)
    outputs += 1
    elements += expected.count
    for index in expected.indices {
      let value = Double(expected[index])
      let difference = abs(Double(actual[index]) - value)
      largest = max(largest, difference)
      squaredDifference += difference * difference
      squaredExpected += value * value
    }
  }
}
