import CSpikeKernels
import SpikingNetwork

/// An engine with its weights and the form of the plan that it runs on.
struct EngineUnderTest: CustomStringConvertible, Sendable {
  enum Kind: Sendable, Equatable {
    case reference
    case spikes
    /// `AdaptiveEngine` with instructions of a level.
    case fused(KernelChoice, threads: Int, spike_kernel_level)
  }

  var kind: Kind
  var weights: IntegerWeight?
  var merged: Bool

  /// The levels that this processor runs.
  static let levels = [SPIKE_KERNEL_PORTABLE, SPIKE_KERNEL_AVX2, SPIKE_KERNEL_AVX512, SPIKE_KERNEL_NEON].filter {
    spike_kernel_runs($0)
  }

  /// Every choice of kernels on one thread and two at every level, and three threads at the best.
  static let fused: [Kind] =
    levels.flatMap { level in
      [KernelChoice.dense, .gather, .adaptive].map { .fused($0, threads: $0 == .gather ? 2 : 1, level) }
    } + [
      .fused(.dense, threads: 2, spike_kernel_best_level()), .fused(.adaptive, threads: 3, spike_kernel_best_level()),
    ]

  /// Those that equal the reference bit for bit wherever float32 arithmetic is exact in any order.
  ///
  /// Merged weights of the exact networks have up to 10 bits, so that 8 hold them in the unmerged form only.
  static let exact: [EngineUnderTest] = ([.reference, .spikes] + fused).flatMap { kind in
    [nil, IntegerWeight.int16, .int8].flatMap { weights in
      [false, true].compactMap { merged in
        weights == .int8 && merged ? nil : EngineUnderTest(kind: kind, weights: weights, merged: merged)
      }
    }
  }

  func engine(_ plan: NetworkPlan) throws -> any InferenceEngine {
    let quantised = weights.map { QuantisedWeights(plan: plan, type: $0) }
    switch kind {
    case .spikes: return SpikesEngine(plan: plan, quantised: quantised)
    case .reference:
      if let quantised { return QuantisedEngine(plan: plan, weights: quantised) }
      return ReferenceEngine(plan: plan)
    case .fused(let choice, let threads, let level):
      var options = PackedNetwork.Options(weights: weights, choice: choice)
      options.level = level
      return try AdaptiveEngine(network: PackedNetwork(plan: plan, options: options), threads: threads)
    }
  }

  var description: String {
    let name =
      switch kind {
      case .reference: "reference"
      case .spikes: "spikes"
      case .fused(let choice, let threads, let level): "\(choice), \(threads) threads, level \(level.rawValue),"
      }
    return "\(name) \(weights.map { "\($0.rawValue) bits" } ?? "float32") \(merged ? "merged" : "unmerged")"
  }
}
