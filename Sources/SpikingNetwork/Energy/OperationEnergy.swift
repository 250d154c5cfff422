/// What an operation costs in a digital circuit of 45 nm, in picojoules.
///
/// The figures are those that the literature of spiking networks quotes: M. Horowitz, "Computing's energy problem", ISSCC
/// 2014. A multiply-accumulate is a multiplication and an addition; memory, control and neurons are left out.
public struct OperationEnergy: Equatable, Sendable {
  /// Types of numbers with known figures.
  public enum Arithmetic: String, CaseIterable, Sendable {
    case float32
    case float16
    case int32
    case int8
  }

  /// One multiplication of a value by a weight and one addition, in picojoules.
  public var multiplyAccumulatePicojoules: Double
  /// One addition of a weight, in picojoules.
  public var accumulatePicojoules: Double

  /// The figures for a type of numbers.
  public init(_ arithmetic: Arithmetic) {
    switch arithmetic {
    case .float32: self.init(multiplyAccumulatePicojoules: 4.6, accumulatePicojoules: 0.9)
    case .float16: self.init(multiplyAccumulatePicojoules: 1.5, accumulatePicojoules: 0.4)
    case .int32: self.init(multiplyAccumulatePicojoules: 3.2, accumulatePicojoules: 0.1)
    case .int8: self.init(multiplyAccumulatePicojoules: 0.23, accumulatePicojoules: 0.03)
    }
  }

  /// Figures of one's own, in picojoules.
  public init(multiplyAccumulatePicojoules: Double, accumulatePicojoules: Double) {
    self.multiplyAccumulatePicojoules = multiplyAccumulatePicojoules
    self.accumulatePicojoules = accumulatePicojoules
  }
}
