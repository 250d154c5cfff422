import ArgumentParser
import SpikingNetwork

/// The engines by their names on the command line.
enum EngineName: String, ExpressibleByArgument, CaseIterable {
  /// Straightforward: the one that all others are measured against.
  case reference
  /// Additions only, on binary virtual timesteps, as neuromorphic hardware computes.
  case spikes
  /// Fused layers by vector instructions, every input multiplied.
  case dense
  /// The same, but for each layer and timestep a gather over the neurons that fired where that is faster.
  case adaptive

  /// How weights are held where nothing is said.
  var usualWeights: WeightPrecision {
    switch self {
    case .reference, .spikes: .f32
    case .dense, .adaptive: .int16
    }
  }

  /// The kernels of the engines that compute packed networks; nil for the others.
  var kernels: KernelChoice? {
    switch self {
    case .reference, .spikes: nil
    case .dense: .dense
    case .adaptive: .adaptive
    }
  }
}
