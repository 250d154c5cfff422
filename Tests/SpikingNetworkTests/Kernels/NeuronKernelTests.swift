import CSpikeKernels
import SpikingNetwork
import Testing

/// The neuron over a long time, beside the plain formula, which lets potentials become denormal.
@Suite struct NeuronKernelTests {
  /// Neurons with the same constants, as the kernel computes them and by the formula alone.
  private struct Pair {
    let currents: [Float]
    let beta: Float
    var membrane: [Float]
    var plain: [Float]
    var spikes: [UInt8]

    init(currents: [Float], start: [Float], beta: Float) {
      (self.currents, self.beta, membrane, plain) = (currents, beta, start, start)
      spikes = Array(repeating: 0, count: currents.count)
    }

    /// Computes a timestep; false where the kernel's spikes are not those of the formula.
    mutating func step() -> Bool {
      let alpha: Float = 0.5
      spike_fire(currents, &membrane, &spikes, currents.count, alpha, beta, 4)
      var isEqual = true
      for index in currents.indices {
        let u = beta * plain[index] + alpha * currents[index]
        let s = min(max(u, 0), 4).rounded(.toNearestOrEven)
        plain[index] = u - s
        isEqual = isEqual && Float(spikes[index]) == s
      }
      return isEqual
    }
  }

  /// With beta 0.9, rounding holds a potential left alone among the denormal numbers for ever.
  @Test(arguments: [Float(0.25), 0.5, 0.9, 0.999]) func potentialsLeftAloneEndAtZero(beta: Float) {
    var random = SplitMix64(seed: 2)
    let start = (0..<64).map { _ in random.uniform(-4, 4) }
    var pair = Pair(currents: Array(repeating: 0, count: 64), start: start, beta: beta)
    var plainDenormals = 0
    for _ in 0..<100_000 {
      let isEqual = pair.step()
      #expect(isEqual)
      #expect(!pair.membrane.contains { $0.isSubnormal })
      plainDenormals = pair.plain.count { $0.isSubnormal }
    }
    #expect(pair.membrane.allSatisfy { $0 == 0 })
    // What would happen otherwise.
    #expect(plainDenormals == (beta > 0.5 ? 64 : 0))
  }

  /// Where potentials are set to zero that the formula leaves denormal, no spike is another, and none for a million steps.
  @Test(arguments: [Float(0.25), 0.5, 0.9]) func aMillionTimestepsHaveTheSpikesOfTheFormula(beta: Float) {
    var random = SplitMix64(seed: 3)
    let tiny: [Float] = [
      0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude, 1e-37, 1e-30,
      -1e-30, 1, -1, 9, -1000,
    ]
    let currents = tiny + (0..<20).map { _ in random.uniform(-3, 12) }
    var pair = Pair(currents: currents, start: currents.map { _ in random.uniform(-1, 1) }, beta: beta)
    var (isEqual, isFinite, hasDenormal) = (true, true, false)
    for _ in 0..<1_000_000 {
      isEqual = pair.step() && isEqual
      for value in pair.membrane {
        isFinite = isFinite && value.isFinite
        hasDenormal = hasDenormal || value.isSubnormal
      }
    }
    #expect(isEqual && isFinite && !hasDenormal)
    // Potentials that never came near the smallest numbers are the formula's bit for bit.
    for index in currents.indices where abs(currents[index]) > 0.1 {
      #expect(pair.membrane[index] == pair.plain[index], "current \(currents[index])")
    }
  }

  @Test func oneNeuronIsTheFormula() {
    let constants = NeuronConstants(alpha: 1, beta: 0.25, largestSpikeCount: 4)
    var potential: Float = 0
    // Halves go to the even number; what lies above D or below 0 stays in the potential.
    let expected: [(current: Float, spikes: Int, residue: Float)] = [
      (0.5, 0, 0.5), (0.375, 0, 0.5), (1.375, 2, -0.5), (2.625, 2, 0.5), (9, 4, 5.125), (-4, 0, -2.71875),
    ]
    for (current, spikes, residue) in expected {
      let found = constants.fire(current: current, potential: &potential)
      #expect(found == spikes)
      #expect(potential == residue)
    }
  }
}
