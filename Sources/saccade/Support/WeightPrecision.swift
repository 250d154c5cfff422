import ArgumentParser
import SpikingNetwork

/// How weights are held while a network is computed, by its name on the command line.
enum WeightPrecision: String, ExpressibleByArgument, CaseIterable {
  /// Float32, as they come out of folding.
  case f32
  /// 16 bits for each output channel.
  case int16 = "16"
  /// 8 bits for each output channel.
  case int8 = "8"

  /// The type of the whole numbers; nil for float32.
  var integer: IntegerWeight? {
    switch self {
    case .f32: nil
    case .int16: .int16
    case .int8: .int8
    }
  }
}
