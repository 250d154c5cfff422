import SpikingNetwork

extension InferenceEngine {
  /// The head output of one timestep.
  func output(of input: [Float], state: inout MembraneState) -> [Float] {
    var output = [Float](repeating: .nan, count: outline.description.outputElementCount)
    var span = output.mutableSpan
    step(input: input.span, state: &state, output: &span)
    return output
  }
}

extension SpikeChecks.Check {
  /// [non-zero, sum, checksum], as the reference outputs have them.
  var numbers: [UInt64] { [UInt64(nonzeroCount), UInt64(sum), UInt64(checksum)] }
}
