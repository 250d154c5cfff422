import CSpikeKernels

/// The fast engine: fused layers by vector instructions, on one thread or several.
///
/// A convolution of spikes is computed by a gather over the neurons that fired or by a dense kernel, whichever is faster for
/// as many as there are. With float32 weights it gives the bits of `ReferenceEngine`, with whole numbers those of
/// `QuantisedEngine`, whatever the kernel, the processor and the number of threads: those of the merged network for the
/// convolutions that it merges.
///
/// Between its `init` and the end of its life nothing is allocated, except once when an observer is set.
public final class AdaptiveEngine: InferenceEngine {
  /// How an engine computes.
  public struct Options: Sendable {
    /// Which kernels are chosen.
    public var choice: KernelChoice
    /// The threads that compute, the calling one included, at least 1.
    public var threads: Int
    /// Where merged weights are given: the fraction of neurons that fire below which they are used, 0...1; nil for the usual one.
    ///
    /// Merged or not changes the last bits of float32 numbers, so that it is no matter of measured times: the same inputs give
    /// the same outputs everywhere.
    public var mergesBelow: Double?
    /// Whether the other threads each stay on a processor.
    public var pinsThreads: Bool
    /// The instructions used; must run on this processor.
    package var level: spike_kernel_level

    /// Creates options for the best instructions of this processor.
    public init(choice: KernelChoice = .adaptive, threads: Int = 1, pinsThreads: Bool = false) {
      self.choice = choice
      self.threads = threads
      self.pinsThreads = pinsThreads
      level = spike_kernel_best_level()
    }
  }

  /// The network.
  public let plan: NetworkPlan
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?
  /// The threads that really compute.
  public var threadCount: Int { team.count }

  private let team: WorkerTeam
  private let runner: FusedRunner

  /// Creates an engine.
  ///
  /// - Parameters:
  ///   - plan: The network.
  ///   - weights: Its weights as whole numbers, or nil for float32.
  ///   - merged: The same model's merged plan; with it a re-parameterised convolution of an unmerged `plan` is computed as one
  ///     wherever few neurons fire. It is not kept.
  ///   - options: How to compute.
  public init(
    plan: NetworkPlan, weights: QuantisedWeights? = nil, merged: NetworkPlan? = nil, options: Options = Options()
  ) {
    precondition(weights?.belong(to: plan) ?? true, "the weights belong to another plan")
    precondition(merged.map { $0.digest == plan.digest && $0.topology.isMerged } ?? true, "another model's merged plan")
    precondition(spike_kernel_runs(options.level), "the processor does not run these kernels")
    self.plan = plan
    team = WorkerTeam(workers: options.threads, pinned: options.pinsThreads)
    runner = FusedRunner(plan: plan, weights: weights, merged: merged, options: options, team: team)
  }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    precondition(input.count == topology.description.input.elementCount, "input is not [3, height, width]")
    precondition(output.count == topology.description.outputElementCount, "output is not [64 + classes, anchors]")
    precondition(
      state.digest == plan.digest && state.elementCount == topology.stateElementCount, "state of another model")
    let observer = spikeObserver
    state.withUnsafeMutablePotentials { potentials in
      input.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          guard let input = input.baseAddress, let output = output.baseAddress else { return }
          runner.run(FusedRunner.Step(input: input, potentials: potentials, output: output, observer: observer))
        }
      }
    }
  }
}
