import CSpikeKernels

extension NeuronConstants {
  /// Computes one neuron for one timestep, with the kernel that every layer of every engine uses.
  ///
  /// - Parameters:
  ///   - current: The input current, x.
  ///   - potential: What is left of the membrane potential, h; moved on.
  /// - Returns: The spike count, 0...D.
  public func fire(current: Float, potential: inout Float) -> Int {
    var spikes: UInt8 = 0
    withUnsafePointer(to: current) { current in
      spike_fire(current, &potential, &spikes, 1, alpha, beta, Float(largestSpikeCount))
    }
    return Int(spikes)
  }
}
