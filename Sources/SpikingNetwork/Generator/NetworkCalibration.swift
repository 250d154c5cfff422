/// Goes through a network node by node, all timesteps of a node before the next node, and gives each convolution its
/// weights and each batch normalisation the statistics that it meets.
struct NetworkCalibration {
  private let topology: NetworkTopology
  private let timesteps: [NodeRunner]
  private let roundsToFloat16: Bool
  private let firingRates: ClosedRange<Float>
  /// Where given, numbers are so few powers of two that sums are exact in any order.
  private let exactNumbers: ExactNumbers?
  private var random: SplitMix64
  private var tensors: [String: [Float]] = [:]
  private var weights: [ConvolutionWeights?]
  /// The nodes that read each feature map.
  private let readers: [[Node]]
  /// The index of the node that wrote each feature map.
  private let writer: [Int: Int]

  init(
    topology: NetworkTopology, inputs: [[Float]], seed: UInt64, roundsToFloat16: Bool, firingRates: ClosedRange<Float>,
    exactNumbers: ExactNumbers?
  ) {
    self.topology = topology
    self.roundsToFloat16 = roundsToFloat16
    self.firingRates = firingRates
    self.exactNumbers = exactNumbers
    random = SplitMix64(seed: seed)
    weights = Array(repeating: nil, count: topology.convolutions.count)
    var readers = [[Node]](repeating: [], count: topology.featureMaps.count)
    var writer: [Int: Int] = [:]
    for (index, node) in topology.nodes.enumerated() {
      for input in node.inputs { readers[input].append(node) }
      if let output = node.output { writer[output] = index }
    }
    self.readers = readers
    self.writer = writer
    timesteps = inputs.map { input in
      let runner = NodeRunner(topology: topology)
      runner.load(input.span)
      return runner
    }
  }

  /// All tensors that the network needs, by key.
  mutating func run() throws -> [String: [Float]] {
    for node in topology.nodes {
      switch node.operation {
      case .fire(let index):
        // The potentials of one layer are enough: the layer goes through all timesteps before anything else happens.
        let neuron = topology.neurons[index]
        var potentials = [Float](repeating: 0, count: topology.stateElementCount)
        potentials.withUnsafeMutableBufferPointer { potentials in
          guard let start = potentials.baseAddress else { return }
          for runner in timesteps { runner.fire(node, neuron, start) }
        }
      case .convolve(let index):
        try fill(topology.convolutions[index], node, index)
      case .add:
        for runner in timesteps { runner.add(node) }
        calibrate(node, through: node.inputs[0])
      case .maximum5: for runner in timesteps { runner.maximum5(node) }
      case .upsample2: for runner in timesteps { runner.upsample2(node) }
      case .concatenate:
        for runner in timesteps { runner.concatenate(node) }
        let sources = Set(node.inputs.map(sourceOfMaximum))
        // A summand passes through a maximum unchanged.
        if sources.count == 1, let source = sources.first { calibrate(node, through: source) }
      case .emit: break
      }
    }
    tensors["model.26.dfl.conv.weight"] = (0..<NetworkDescription.boxChannels / 4).map(Float.init)
    return tensors
  }

  // MARK: Weights

  private mutating func fill(_ convolution: Convolution, _ node: Node, _ index: Int) throws {
    switch convolution.recipe {
    case .plain(let weight, let bias, let batchNorms):
      let fanIn = Float(convolution.fanIn)
      let count = convolution.fanIn * convolution.outputChannels
      // Without a batch normalisation behind it the weights alone decide how much the outputs vary.
      let gain: Float = batchNorms.isEmpty && bias != nil ? 3 : 1
      tensors[weight] = randomWeights(count, bound: gain * (3 / fanIn).squareRoot(), of: index)
      if let bias { tensors[bias] = [Float](repeating: 0, count: convolution.outputChannels) }
      if let first = batchNorms.first {
        try normalise(convolution, node, index, weight, bias, first, batchNorms.dropFirst())
      } else if let bias {
        try compute(convolution, node, index)
        tensors[bias] = predictorBias(convolution, node).map(snapped)
        try compute(convolution, node, index)
      }
    case .normalised(let batchNorm, let weight):
      let inputs = convolution.inputChannels
      tensors[weight] = randomWeights(
        inputs * convolution.outputChannels, bound: (3 / Float(inputs)).squareRoot(), of: index)
      setStatistics(batchNorm, spikeStatistics(node.inputs[0], channels: inputs))
      setAffine(batchNorm, channels: inputs, gain: 0.9...1.1, offset: -0.1...0.1)
      snap(batchNorm, isUniform: true)
      try compute(convolution, node, index)
    case .mergedSeparable, .mergedRepeated:
      preconditionFailure("calibration goes through the unmerged network")
    }
  }

  /// Measures what the bare convolution gives, sets the batch normalisations behind it, and where neurons read the
  /// result directly, makes them fire at a drawn rate.
  private mutating func normalise(
    _ convolution: Convolution, _ node: Node, _ index: Int, _ weight: String, _ bias: String?, _ first: String,
    _ others: ArraySlice<String>
  ) throws {
    guard let output = node.output else { return }
    let channels = convolution.outputChannels
    try compute(convolution, node, index, recipe: .plain(weight: weight, bias: bias, batchNorms: []))
    setStatistics(first, valueStatistics(output, channels: channels))
    setAffine(first, channels: channels, gain: 0.5...1, offset: -0.4...0.4)
    let isReadByConvolution = exactNumbers?.feedsConvolution[index] ?? false
    snap(first, isUniform: isReadByConvolution)
    var previous = first
    for batchNorm in others {
      let (gains, offsets) = (tensors["\(previous).weight"] ?? [], tensors["\(previous).bias"] ?? [])
      setStatistics(batchNorm, (offsets, gains.map { $0 * $0 }))
      setAffine(batchNorm, channels: channels, gain: 0.5...1, offset: -0.4...0.4)
      snap(batchNorm, isUniform: isReadByConvolution)
      previous = batchNorm
    }
    try compute(convolution, node, index)
    let isReadByNeurons = readers[output].allSatisfy { reader in
      switch reader.operation {
      case .add, .convolve, .maximum5: false
      case .fire, .upsample2, .concatenate, .emit: true
      }
    }
    if isReadByNeurons {
      shift(previous, by: wantedShift(of: output))
      try compute(convolution, node, index)
    }
  }

  /// Makes neurons that read the node's output fire at a drawn rate, through the batch normalisation that `map` comes
  /// from: a summand there is a summand in the output.
  private mutating func calibrate(_ node: Node, through map: Int) {
    guard let output = node.output, let writing = writer[map],
      case .convolve(let index) = topology.nodes[writing].operation,
      case .plain(_, _, let batchNorms) = topology.convolutions[index].recipe, let last = batchNorms.last
    else { return }
    let summand = wantedShift(of: output)
    shift(last, by: summand)
    // Added here and not by another convolution: what that one read may have been overwritten already.
    for runner in timesteps {
      let values = runner.values(output)
      for element in 0..<topology.featureMaps[output].elementCount { values[element] += summand }
    }
  }

  /// The map that was there before any maximum was taken.
  private func sourceOfMaximum(_ map: Int) -> Int {
    guard let writing = writer[map], topology.nodes[writing].operation == .maximum5 else { return map }
    return sourceOfMaximum(topology.nodes[writing].inputs[0])
  }

  private mutating func wantedShift(of map: Int) -> Float {
    let target = FiringRateTarget(
      neuron: topology.description.neuron,
      rate: Double(random.uniform(firingRates.lowerBound, firingRates.upperBound)))
    let count = topology.featureMaps[map].elementCount
    // An odd step visits all channels, whose numbers are mostly powers of two.
    let step = max(count / FiringRateTarget.largestSampleCount, 1) | 1
    let samples = timesteps.map { runner in
      let values = runner.values(map)
      return stride(from: 0, to: count, by: step).map { values[$0] }
    }
    return snapped(target.shift(for: samples))
  }

  private mutating func compute(
    _ convolution: Convolution, _ node: Node, _ index: Int, recipe: Convolution.Recipe? = nil
  ) throws {
    let wanted = recipe.map { convolution.with(recipe: $0) } ?? convolution
    var outside: [Float] = []
    if case .biasOf(let other) = convolution.outside, let bias = weights[other]?.bias {
      outside = Array(bias.prefix(convolution.inputChannels))
    }
    let known = tensors
    let folder = WeightFolder { key in
      guard let values = known[key] else {
        throw ModelFileError.missingTensor(key: key, shape: [], absentCount: 1)
      }
      return values
    }
    let folded = try folder.weights(of: wanted, outside: outside)
    weights[index] = folded
    for runner in timesteps { runner.convolve(node, convolution, folded) }
  }

  private mutating func randomWeights(_ count: Int, bound: Float, of convolution: Int) -> [Float] {
    (0..<count).map { _ in
      let value = random.uniform(-bound, bound)
      if let exactNumbers { return exactNumbers.weight(value, bound: bound, of: convolution) }
      return roundsToFloat16 ? Float(binary16: value.binary16) : value
    }
  }

  private func snapped(_ summand: Float) -> Float { exactNumbers?.summand(summand) ?? summand }

  // MARK: Batch normalisations

  /// Makes a batch normalisation's factors powers of two, one for all channels if `isUniform`.
  private mutating func snap(_ prefix: String, isUniform: Bool) {
    guard let exactNumbers, let weight = tensors["\(prefix).weight"], let bias = tensors["\(prefix).bias"],
      let mean = tensors["\(prefix).running_mean"], let variance = tensors["\(prefix).running_var"]
    else { return }
    let normalisation = exactNumbers.normalisation(
      weight: weight, bias: bias, mean: mean, variance: variance, isUniform: isUniform)
    tensors["\(prefix).weight"] = normalisation.weight
    tensors["\(prefix).bias"] = normalisation.bias
    tensors["\(prefix).running_mean"] = weight.map { _ in 0 }
    tensors["\(prefix).running_var"] = weight.map { _ in ExactNumbers.variance }
  }

  private mutating func setAffine(
    _ prefix: String, channels: Int, gain: ClosedRange<Float>, offset: ClosedRange<Float>
  ) {
    tensors["\(prefix).weight"] = (0..<channels).map { _ in random.uniform(gain.lowerBound, gain.upperBound) }
    tensors["\(prefix).bias"] = (0..<channels).map { _ in random.uniform(offset.lowerBound, offset.upperBound) }
  }

  private mutating func setStatistics(_ prefix: String, _ statistics: (mean: [Float], variance: [Float])) {
    tensors["\(prefix).running_mean"] = statistics.mean
    // A channel that hardly varies must not be blown up: it would be all noise.
    let average = statistics.variance.reduce(0, +) / Float(max(statistics.variance.count, 1))
    let floor = max(average * 0.1, 1e-3)
    tensors["\(prefix).running_var"] = statistics.variance.map { max($0, floor) }
  }

  private mutating func shift(_ prefix: String, by summand: Float) {
    tensors["\(prefix).bias"] = tensors["\(prefix).bias"]?.map { $0 + summand }
  }

  private func valueStatistics(_ map: Int, channels: Int) -> (mean: [Float], variance: [Float]) {
    statistics(of: map, channels: channels) { runner in
      let values = runner.values(map)
      return { Double(values[$0]) }
    }
  }

  private func spikeStatistics(_ map: Int, channels: Int) -> (mean: [Float], variance: [Float]) {
    statistics(of: map, channels: channels) { runner in
      let spikes = runner.spikes(map)
      return { Double(spikes[$0]) }
    }
  }

  private func statistics(
    of map: Int, channels: Int, _ reading: (NodeRunner) -> (Int) -> Double
  ) -> (mean: [Float], variance: [Float]) {
    var sums = [Double](repeating: 0, count: channels)
    var squares = sums
    let count = topology.featureMaps[map].elementCount
    for runner in timesteps {
      let value = reading(runner)
      for index in 0..<count {
        let x = value(index)
        sums[index % channels] += x
        squares[index % channels] += x * x
      }
    }
    let samples = Double(count / channels * timesteps.count)
    let means = sums.map { $0 / samples }
    return (means.map { Float($0) }, zip(squares, means).map { Float(max($0 / samples - $1 * $1, 0)) })
  }

  // MARK: Head

  /// Box branches get logits that peak at a plausible distance, class branches a bias that leaves a few anchors of a
  /// window with a score above 0.25.
  private mutating func predictorBias(_ convolution: Convolution, _ node: Node) -> [Float] {
    guard let output = node.output,
      case .emit(let channel, _)? = readers[output].first?.operation
    else { return [Float](repeating: 0, count: convolution.outputChannels) }
    let map = topology.featureMaps[output]
    let level = NetworkDescription.strides.firstIndex(of: topology.description.input.width / map.width) ?? 0
    if channel == 0 {
      let distance: Float = [2.5, 2, 1.5][level]
      return (0..<4).flatMap { _ in
        let peak = distance + random.uniform(-0.5, 0.5)
        return (0..<16).map { bin in -(Float(bin) - peak) * (Float(bin) - peak) / 2 }
      }
    }
    let wanted = [3, 2, 1][level]
    // logit(0.25), stated as a number so that no mathematical library takes part.
    let threshold: Float = -1.0986123
    return (0..<map.channels).map { channel in
      let means = windowMeans(of: output, channel: channel).sorted(by: >)
      let windows = means.count / (map.height * map.width)
      let index = min(wanted * windows, means.count - 1)
      return threshold - (means[index] + means[max(index - 1, 0)]) / 2
    }
  }

  /// The means over T timesteps of one channel, for every window and pixel.
  private func windowMeans(of map: Int, channel: Int) -> [Float] {
    let featureMap = topology.featureMaps[map]
    let length = min(topology.description.input.timestepsPerWindow, timesteps.count)
    return (0...timesteps.count - length).flatMap { first in
      (0..<featureMap.height * featureMap.width).map { pixel in
        let index = pixel * featureMap.channels + channel
        return timesteps[first..<first + length].reduce(Float(0)) { $0 + $1.values(map)[index] } / Float(length)
      }
    }
  }
}

extension Convolution {
  fileprivate func with(recipe: Recipe) -> Convolution {
    Convolution(
      module: module, recipe: recipe, inputChannels: inputChannels, outputChannels: outputChannels, kernel: kernel,
      stride: stride, padding: padding, isDepthwise: isDepthwise, outside: outside)
  }
}
