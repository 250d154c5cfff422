import SpikingNetwork

/// Convolutions with everything folded into them.
extension GraphBuilder {
  /// Adds the constants of a convolution.
  mutating func addWeights(_ weights: ConvolutionWeights, of convolution: Convolution) {
    let kernel = convolution.kernel
    let inputs = convolution.isDepthwise ? 1 : convolution.inputChannels
    let values = convolution.isDepthwise ? depthwise(convolution, weights) : dense(convolution, weights)
    let name = convolution.module
    _ = constant("\(name).weight", shape: [convolution.outputChannels, inputs, kernel, kernel], values)
    _ = constant(
      "\(name).bias", shape: [convolution.outputChannels], Array(weights.bias.prefix(convolution.outputChannels)))
    if !weights.outside.isEmpty {
      _ = constant("\(name).outside", shape: [1, convolution.inputChannels, 1, 1], weights.outside)
    }
  }

  mutating func convolve(_ convolution: Convolution, _ node: Node, _ input: String, toMap map: Int) {
    let kernel = convolution.kernel
    let name = convolution.module
    var padding = convolution.padding
    var source = input
    if case .biasOf = convolution.outside, padding > 0 {
      source = framed(input, topology.featureMaps[node.inputs[0]], by: padding, name: name)
      padding = 0
    }
    add(
      "Conv", [source, "\(name).weight", "\(name).bias"], toMap: map, named: name,
      [
        .integers("kernel_shape", [kernel, kernel]),
        .integers("strides", [convolution.stride, convolution.stride]),
        .integers("pads", [padding, padding, padding, padding]),
        .integer("group", convolution.isDepthwise ? convolution.outputChannels : 1),
      ])
  }

  /// Puts a frame around a map that has a value of its own in each channel: ONNX's Pad knows one value only.
  private mutating func framed(_ input: String, _ map: FeatureMap, by width: Int, name: String) -> String {
    let value = "\(name).outside"
    let sideShape = constant("\(name).side.shape", integers: [1, map.channels, map.height, width])
    let side = add("Expand", [value, sideShape], to: "\(name).side")
    let wide = add("Concat", [side, input, side], to: "\(name).wide", [.integer("axis", 3)])
    let edgeShape = constant("\(name).edge.shape", integers: [1, map.channels, width, map.width + 2 * width])
    let edge = add("Expand", [value, edgeShape], to: "\(name).edge")
    return add("Concat", [edge, wide, edge], to: "\(name).framed", [.integer("axis", 2)])
  }

  /// Weights from [kernel row][kernel column][input][output, padded] to [output][input][row][column].
  private func dense(_ convolution: Convolution, _ weights: ConvolutionWeights) -> [Float] {
    let taps = convolution.kernel * convolution.kernel
    let inputs = convolution.inputChannels
    let padded = weights.bias.count
    var values = [Float](repeating: 0, count: convolution.outputChannels * inputs * taps)
    for tap in 0..<taps {
      for input in 0..<inputs {
        let row = (tap * inputs + input) * padded
        for output in 0..<convolution.outputChannels {
          values[(output * inputs + input) * taps + tap] = weights.values[row + output]
        }
      }
    }
    return values
  }

  /// Weights from [row][column][channel] to [channel][1][row][column].
  private func depthwise(_ convolution: Convolution, _ weights: ConvolutionWeights) -> [Float] {
    let taps = convolution.kernel * convolution.kernel
    let channels = convolution.outputChannels
    var values = [Float](repeating: 0, count: channels * taps)
    for tap in 0..<taps {
      for channel in 0..<channels { values[channel * taps + tap] = weights.values[tap * channels + channel] }
    }
    return values
  }
}
