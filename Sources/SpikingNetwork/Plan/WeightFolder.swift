import CSpikeKernels

/// Computes the weights of a convolution from the tensors of a model (MODEL.md section 4).
///
/// All products are taken in float64 and rounded once.
struct WeightFolder {
  /// Gives the values of a tensor by its key.
  let tensor: (String) throws -> [Float]

  /// The weights of `convolution`; `outside` is what lies outside its input map.
  ///
  /// Throws `ModelFileError.illegalWeight` where a value cannot be computed with.
  func weights(of convolution: Convolution, outside: [Float]) throws -> ConvolutionWeights {
    let folded: Folded
    switch convolution.recipe {
    case .plain(let weight, let bias, let batchNorms):
      folded = try plain(convolution, weight, bias, batchNorms)
    case .normalised(let batchNorm, let weight):
      folded = try normalised(convolution, batchNorm, weight)
    case .mergedSeparable(let prefix, let batchNorm):
      folded = try mergedSeparable(convolution, prefix, batchNorm)
    case .mergedRepeated(let prefix, let batchNorm):
      folded = try mergedRepeated(convolution, prefix, batchNorm)
    }
    try requireFinite(folded.values, key: convolution.module)
    try requireFinite(folded.bias, key: convolution.module)
    return ConvolutionWeights(values: folded.values, bias: folded.bias, outside: outside)
  }

  private typealias Folded = (values: [Float], bias: [Float])

  private func plain(
    _ convolution: Convolution, _ weight: String, _ bias: String?, _ batchNorms: [String]
  ) throws -> Folded {
    let raw = try finite(weight)
    let start = try bias.map { try finite($0).map(Double.init) }
    var affine = AffineChannels(bias: start ?? Array(repeating: 0, count: convolution.outputChannels))
    for prefix in batchNorms { try append(prefix, to: &affine) }
    let taps = convolution.kernel * convolution.kernel
    if convolution.isDepthwise {
      let channels = convolution.outputChannels
      var values = [Float](repeating: 0, count: taps * channels)
      for channel in 0..<channels {
        for tap in 0..<taps {
          values[tap * channels + channel] = Float(Double(raw[channel * taps + tap]) * affine.scale[channel])
        }
      }
      return (values, affine.shift.map { Float($0) })
    }
    let inputs = convolution.inputChannels
    return arranged(convolution, affine) { output, input, tap in Double(raw[(output * inputs + input) * taps + tap]) }
  }

  private func normalised(_ convolution: Convolution, _ batchNorm: String, _ weight: String) throws -> Folded {
    let inputs = convolution.inputChannels
    let raw = try finite(weight)
    var before = AffineChannels(bias: Array(repeating: 0, count: inputs))
    try append(batchNorm, to: &before)
    let bias = (0..<convolution.outputChannels).map { output in
      (0..<inputs).reduce(0.0) { $0 + Double(raw[output * inputs + $1]) * before.shift[$1] }
    }
    return arranged(convolution, AffineChannels(bias: bias)) { output, input, _ in
      Double(raw[output * inputs + input]) * before.scale[input]
    }
  }

  private func mergedSeparable(_ convolution: Convolution, _ prefix: String, _ batchNorm: String) throws -> Folded {
    let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
    let pointwise = try finite("\(prefix).body.1.0.weight")
    let depthwise = try finite("\(prefix).body.1.1.weight")
    var before = AffineChannels(bias: Array(repeating: 0, count: inputs))
    try append("\(prefix).body.0.bn", to: &before)
    let bias = (0..<outputs).map { output in
      let sum = (0..<inputs).reduce(0.0) { $0 + Double(pointwise[output * inputs + $1]) * before.shift[$1] }
      return (0..<9).reduce(0.0) { $0 + Double(depthwise[output * 9 + $1]) } * sum
    }
    var after = AffineChannels(bias: bias)
    try append(batchNorm, to: &after)
    return arranged(convolution, after) { output, input, tap in
      Double(depthwise[output * 9 + tap]) * Double(pointwise[output * inputs + input]) * before.scale[input]
    }
  }

  private func mergedRepeated(_ convolution: Convolution, _ prefix: String, _ batchNorm: String) throws -> Folded {
    let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
    let first = try finite("\(prefix).body.0.weight").map(Double.init)
    let depthwise = try finite("\(prefix).body.2.0.weight")
    let last = try finite("\(prefix).body.2.1.weight")
    var inner = AffineChannels(bias: Array(repeating: 0, count: inputs))
    try append("\(prefix).body.1.bn", to: &inner)
    let bias = (0..<outputs).map { output in
      (0..<inputs).reduce(0.0) { sum, middle in
        let taps = (0..<9).reduce(0.0) { $0 + Double(depthwise[middle * 9 + $1]) }
        return sum + Double(last[output * inputs + middle]) * taps * inner.shift[middle]
      }
    }
    var after = AffineChannels(bias: bias)
    try append("\(prefix).body.2.2", to: &after)
    try append(batchNorm, to: &after)

    // For each tap: last * diagonal(depthwise * scale) * first.
    var values = emptyValues(convolution)
    var rows = [Double](repeating: 0, count: outputs * inputs)
    var factors = rows
    for tap in 0..<9 {
      let middles = (0..<inputs).map { (Double(depthwise[$0 * 9 + tap]), inner.scale[$0]) }
      for output in 0..<outputs {
        for middle in 0..<inputs {
          let index = output * inputs + middle
          factors[index] = Double(last[index]) * middles[middle].0 * middles[middle].1
        }
      }
      spike_combine_rows(&rows, factors, first, outputs, inputs, inputs)
      arrange(taps: tap..<tap + 1, of: convolution, after, in: &values) { output, input, _ in
        rows[output * inputs + input]
      }
    }
    return (values, padded(after.shift))
  }

  /// Brings dense weights into the kernels' layout, with the factors and summands behind them folded in.
  private func arranged(
    _ convolution: Convolution, _ affine: AffineChannels, _ weight: (_ output: Int, _ input: Int, _ tap: Int) -> Double
  ) -> Folded {
    var values = emptyValues(convolution)
    arrange(taps: 0..<convolution.kernel * convolution.kernel, of: convolution, affine, in: &values, weight)
    return (values, padded(affine.shift))
  }

  private func arrange(
    taps: Range<Int>, of convolution: Convolution, _ affine: AffineChannels, in values: inout [Float],
    _ weight: (_ output: Int, _ input: Int, _ tap: Int) -> Double
  ) {
    let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
    let stride = ConvolutionWeights.padded(outputs)
    // As many outputs at a time as are neighbours in a cache line.
    for first in Swift.stride(from: 0, to: outputs, by: ConvolutionWeights.channelBlock) {
      let block = first..<min(first + ConvolutionWeights.channelBlock, outputs)
      for input in 0..<inputs {
        for tap in taps {
          let row = (tap * inputs + input) * stride
          for output in block { values[row + output] = Float(weight(output, input, tap) * affine.scale[output]) }
        }
      }
    }
  }

  private func emptyValues(_ convolution: Convolution) -> [Float] {
    let row = convolution.inputChannels * ConvolutionWeights.padded(convolution.outputChannels)
    return Array(repeating: 0, count: convolution.kernel * convolution.kernel * row)
  }

  private func padded(_ bias: [Double]) -> [Float] {
    bias.map { Float($0) } + Array(repeating: 0, count: ConvolutionWeights.padded(bias.count) - bias.count)
  }

  private func append(_ prefix: String, to affine: inout AffineChannels) throws {
    let variance = try finite("\(prefix).running_var")
    for (index, value) in variance.enumerated() where value + AffineChannels.epsilon <= 0 {
      throw ModelFileError.illegalWeight(
        key: "\(prefix).running_var", index: index, value: value, legal: "variances of at least 0")
    }
    affine.append(
      weight: try finite("\(prefix).weight"), bias: try finite("\(prefix).bias"),
      mean: try finite("\(prefix).running_mean"), variance: variance)
  }

  private func finite(_ key: String) throws -> [Float] {
    let values = try tensor(key)
    try requireFinite(values, key: key)
    return values
  }

  private func requireFinite(_ values: [Float], key: String) throws {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw ModelFileError.illegalWeight(
        key: key, index: index, value: values[index], legal: "finite numbers, also after folding")
    }
  }
}
