/// The folding of a network's convolutions, in runs that do not need one another.
struct ConvolutionFolding {
  /// The network.
  let topology: NetworkTopology
  /// Neighbouring convolutions that are wanted, or that one of them needs.
  let runs: [Range<Int>]

  private let folder: WeightFolder
  private let isWanted: [Bool]

  /// Checks the shapes of all tensors; throws `ModelFileError` or `SafetensorsError`, or what reading throws.
  init(
    of topology: NetworkTopology, _ weights: KeyedWeights, where isWanted: (Convolution) -> Bool = { _ in true }
  ) throws {
    try topology.checkShapes(of: weights.tensors)
    let projection = try weights.floats(named: "model.26.dfl.conv.weight")
    for (index, value) in projection.enumerated() where value != Float(index) {
      throw ModelFileError.illegalWeight(
        key: "model.26.dfl.conv.weight", index: index, value: value, legal: "0, 1, ... 15, which decoding relies on")
    }
    self.topology = topology
    folder = WeightFolder { try weights.floats(named: $0) }
    self.isWanted = topology.convolutions.map(isWanted)
    var runs: [Range<Int>] = []
    for (index, convolution) in topology.convolutions.enumerated() where self.isWanted[index] {
      var run = index..<index + 1
      if case .biasOf(let other) = convolution.outside { run = other..<index + 1 }
      while let last = runs.last, last.upperBound > run.lowerBound {
        run = min(last.lowerBound, run.lowerBound)..<run.upperBound
        runs.removeLast()
      }
      runs.append(run)
    }
    self.runs = runs
  }

  /// Gives `body` the indices and folded weights of the wanted convolutions of a run, one after the other.
  func fold(_ run: Range<Int>, _ body: (Int, ConvolutionWeights) throws -> Void) throws {
    var biases: [[Float]] = []
    for (index, convolution) in zip(run, topology.convolutions[run]) {
      var outside: [Float] = []
      if case .biasOf(let other) = convolution.outside {
        outside = Array(biases[other - run.lowerBound].prefix(convolution.inputChannels))
      }
      let folded = try folder.weights(of: convolution, outside: outside)
      if isWanted[index] { try body(index, folded) }
      biases.append(folded.bias)
    }
  }
}
