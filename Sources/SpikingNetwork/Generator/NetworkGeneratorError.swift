/// Why no model was generated.
public enum NetworkGeneratorError: Error, Equatable, Sendable {
  /// A calibration input has another size than the network's input, or values that are not finite.
  case illegalInput(index: Int, count: Int, expected: Int)
  /// No network's neurons can fire at such rates.
  case illegalFiringRates(ClosedRange<Float>)
  /// Weights are not written in that type.
  case unsupportedElement(TensorElement)
}

extension NetworkGeneratorError: CustomStringConvertible {
  /// What is wrong, the offending value and the legal ones.
  public var description: String {
    switch self {
    case .illegalInput(let index, let count, let expected):
      "calibration timestep \(index) has \(count) values; legal: \(expected) finite ones, [3, height, width] of the "
        + "network's input"
    case .illegalFiringRates(let rates):
      "firing rates of \(rates.lowerBound)...\(rates.upperBound) are impossible; legal: more than 0 and less than 1"
    case .unsupportedElement(let element):
      "generated weights cannot be of type \(element.rawValue); legal: F16, F32"
    }
  }
}
