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
  /// The network.
  public var outline: NetworkOutline { network.outline }
  /// The network with its packed weights.
  public let network: PackedNetwork
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?
  /// Sees every operation and its time, or nil.
  package var operationObserver: (any OperationObserver)?
  /// The threads that really compute.
  public var threadCount: Int { team.count }

  private let team: WorkerTeam
  private let runner: FusedRunner

  /// Creates an engine and all the memory it will ever need.
  ///
  /// - Parameters:
  ///   - network: The network; its weights are shared, not copied.
  ///   - threads: The threads that compute, the calling one included, at least 1.
  ///   - pinsThreads: Whether the other threads each stay on a processor.
  public init(network: PackedNetwork, threads: Int = 1, pinsThreads: Bool = false) {
    self.network = network
    team = WorkerTeam(workers: threads, pinned: pinsThreads)
    runner = FusedRunner(network: network, team: team)
  }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = outline.topology
    precondition(input.count == topology.description.input.elementCount, "input is not [3, height, width]")
    precondition(output.count == topology.description.outputElementCount, "output is not [64 + classes, anchors]")
    precondition(
      state.digest == outline.digest && state.elementCount == topology.stateElementCount, "state of another model")
    let (observer, operationObserver) = (spikeObserver, operationObserver)
    state.withUnsafeMutablePotentials { potentials in
      input.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          guard let input = input.baseAddress, let output = output.baseAddress else { return }
          runner.run(
            FusedRunner.Step(
              input: input, potentials: potentials, output: output, observer: observer,
              operationObserver: operationObserver))
        }
      }
    }
  }
}
