/// Builds a topology operation by operation; the layers and blocks are in its extensions.
struct TopologyBuilder {
  let description: NetworkDescription
  let isMerged: Bool

  private(set) var featureMaps: [FeatureMap] = []
  private(set) var nodes: [Node] = []
  private(set) var convolutions: [Convolution] = []
  private(set) var neurons: [Neuron] = []
  private(set) var neuronNames: [(name: String, neuron: Int)] = []
  private(set) var tensors: [RequiredTensor] = []
  private(set) var layers: [LayerSummary] = []

  /// The layer that operations and tensors are added to.
  private var layer = 0
  private var neuronReading: [Int: (neuron: Int, spikes: Int)] = [:]
  private var stateElementCount = 0

  init(description: NetworkDescription, merged: Bool) {
    self.description = description
    isMerged = merged
  }

  /// Adds a layer's operations through `body` and its row to the table; returns its output map.
  mutating func addLayer(
    _ kind: String, repeats: Int = 1, from: [Int],
    _ body: (inout TopologyBuilder) throws(NetworkDescriptionError) -> (output: Int, shape: [Int]?)
  ) throws(NetworkDescriptionError) -> Int {
    layer = layers.count
    let (firstNode, firstTensor) = (nodes.count, tensors.count)
    let firstName = neuronNames.count
    let (output, shape) = try body(&self)
    let macs = nodes[firstNode...].reduce(0) { sum, node in
      guard case .convolve(let index) = node.operation, let output = node.output else { return sum }
      return sum + featureMaps[output].elementCount * convolutions[index].fanIn
    }
    layers.append(
      LayerSummary(
        index: layer, kind: kind, repeats: repeats, from: from, outputShape: shape ?? featureMaps[output].shape,
        parameterCount: tensors[firstTensor...].reduce(0) { $0 + ($1.isParameter ? $1.elementCount : 0) },
        neuronCount: neuronNames[firstName...].reduce(0) { sum, entry in
          // A state shared with an earlier layer is counted there.
          neurons[entry.neuron].name == entry.name ? sum + neurons[entry.neuron].elementCount : sum
        },
        multiplyAccumulates: macs))
    return output
  }

  mutating func addInput() throws(NetworkDescriptionError) -> Int {
    let input = description.input
    return try addLayer("Input", from: []) { builder throws(NetworkDescriptionError) in
      let map = try builder.addMap(NetworkInput.channels, input.height, input.width, .values)
      return (map, nil)
    }
  }

  mutating func require(_ key: String, _ shape: [Int], isParameter: Bool = true) {
    tensors.append(RequiredTensor(key: key, shape: shape, isParameter: isParameter, layer: layer))
  }

  mutating func requireBatchNorm(_ prefix: String, _ channels: Int) {
    require("\(prefix).weight", [channels])
    require("\(prefix).bias", [channels])
    require("\(prefix).running_mean", [channels], isParameter: false)
    require("\(prefix).running_var", [channels], isParameter: false)
  }

  /// The spikes of the neurons of that name, which read `input`.
  mutating func fire(_ name: String, _ input: Int) throws(NetworkDescriptionError) -> Int {
    if let known = neuronReading[input] {
      neurons[known.neuron].names.append(name)
      neuronNames.append((name, known.neuron))
      return known.spikes
    }
    let map = featureMaps[input]
    let neuron = neurons.count
    neurons.append(
      Neuron(
        names: [name], channels: map.channels, height: map.height, width: map.width, stateOffset: stateElementCount))
    neuronNames.append((name, neuron))
    stateElementCount += map.elementCount
    let spikes = try addMap(map.channels, map.height, map.width, .spikes)
    nodes.append(Node(layer: layer, operation: .fire(neuron: neuron), inputs: [input], output: spikes))
    neuronReading[input] = (neuron, spikes)
    return spikes
  }

  /// A convolution whose tensors were required already; returns its output map.
  mutating func convolve(
    _ module: String, _ recipe: Convolution.Recipe, _ input: Int, to outputChannels: Int, kernel: Int, stride: Int = 1,
    padding: Int, isDepthwise: Bool = false, outside: Convolution.Outside = .zero
  ) throws(NetworkDescriptionError) -> Int {
    let map = featureMaps[input]
    let convolution = Convolution(
      module: module, recipe: recipe, inputChannels: map.channels, outputChannels: outputChannels, kernel: kernel,
      stride: stride, padding: padding, isDepthwise: isDepthwise, outside: outside)
    let output = try addMap(
      outputChannels, convolution.outputSide(map.height), convolution.outputSide(map.width), .values)
    nodes.append(
      Node(layer: layer, operation: .convolve(convolutions.count), inputs: [input], output: output))
    convolutions.append(convolution)
    return output
  }

  /// The convolution that was added last.
  var lastConvolution: Int { convolutions.count - 1 }

  mutating func add(_ a: Int, _ b: Int) throws(NetworkDescriptionError) -> Int {
    try addNode(.add, [a, b], like: featureMaps[a])
  }

  mutating func maximum5(_ input: Int) throws(NetworkDescriptionError) -> Int {
    try addNode(.maximum5, [input], like: featureMaps[input])
  }

  mutating func upsample2(_ input: Int) throws(NetworkDescriptionError) -> Int {
    let map = featureMaps[input]
    let output = try addMap(map.channels, map.height * 2, map.width * 2, .values)
    nodes.append(Node(layer: layer, operation: .upsample2, inputs: [input], output: output))
    return output
  }

  mutating func concatenate(_ inputs: [Int]) throws(NetworkDescriptionError) -> Int {
    let map = featureMaps[inputs[0]]
    let channels = inputs.reduce(0) { $0 + featureMaps[$1].channels }
    let output = try addMap(channels, map.height, map.width, .values)
    nodes.append(Node(layer: layer, operation: .concatenate, inputs: inputs, output: output))
    return output
  }

  mutating func emit(_ input: Int, channel: Int, anchor: Int) {
    nodes.append(
      Node(layer: layer, operation: .emit(channel: channel, anchor: anchor), inputs: [input], output: nil))
  }

  private mutating func addNode(
    _ operation: Node.Operation, _ inputs: [Int], like map: FeatureMap
  ) throws(NetworkDescriptionError) -> Int {
    let output = try addMap(map.channels, map.height, map.width, .values)
    nodes.append(Node(layer: layer, operation: operation, inputs: inputs, output: output))
    return output
  }

  private mutating func addMap(
    _ channels: Int, _ height: Int, _ width: Int, _ content: FeatureMap.Content
  ) throws(NetworkDescriptionError) -> Int {
    guard channels >= 1 else {
      throw .illegalValue(
        field: "scale.width", value: "\(description.scale.width)",
        legal: "a width that leaves every layer at least one channel (layer \(layer) would have none)")
    }
    // List entries of the kernels hold the column times the channels in 32 bits.
    guard channels * width <= Int(UInt32.max), channels * width * height <= Int(UInt32.max) else {
      throw .illegalValue(
        field: "input.width x input.height", value: "\(description.input.width)x\(description.input.height)",
        legal: "an input whose largest feature map has at most \(UInt32.max) elements")
    }
    featureMaps.append(FeatureMap(channels: channels, height: height, width: width, content: content))
    return featureMaps.count - 1
  }
}
