import SpikingNetwork

/// Every operation of a network in ONNX's operators; maps are [1, channels, height, width].
extension GraphBuilder {
  mutating func addNetwork() {
    let description = topology.description
    let input = description.input
    addInput(
      ONNXModel.inputName, shape: [1, NetworkInput.channels, input.height, input.width],
      "the timestep, divided by \(input.normalisationDivisor)")
    addOutput(
      ONNXModel.outputName, shape: [1, description.outputChannels, description.anchorCount],
      "the head output of the timestep")
    addNeuronConstants()
    for node in topology.nodes { add(node) }
    addHead()
  }

  private mutating func add(_ node: Node) {
    let inputs = node.inputs.map { name(ofMap: $0) }
    switch node.operation {
    case .emit(let channel, let anchor): emit(node, inputs[0], channel: channel, anchor: anchor)
    case .fire(let index):
      if let output = node.output { fire(topology.neurons[index], inputs[0], toMap: output) }
    case .convolve(let index):
      if let output = node.output { convolve(topology.convolutions[index], node, inputs[0], toMap: output) }
    case .add:
      if let output = node.output { add("Add", inputs, toMap: output) }
    case .maximum5:
      guard let output = node.output else { return }
      add(
        "MaxPool", inputs, toMap: output,
        [.integers("kernel_shape", [5, 5]), .integers("pads", [2, 2, 2, 2]), .integers("strides", [1, 1])])
    case .upsample2:
      guard let output = node.output else { return }
      // Resize has inputs for a region of interest and for scales; the first stays empty.
      let scales = constant("scales.\(output)", shape: [4], [1, 1, 2, 2])
      add(
        "Resize", [inputs[0], "", scales], toMap: output,
        [
          .text("mode", "nearest"), .text("coordinate_transformation_mode", "asymmetric"),
          .text("nearest_mode", "floor"),
        ])
    case .concatenate:
      if let output = node.output { add("Concat", inputs, toMap: output, [.integer("axis", 1)]) }
    }
  }

  private mutating func emit(_ node: Node, _ input: String, channel: Int, anchor: Int) {
    let map = topology.featureMaps[node.inputs[0]]
    let part = "head.\(anchor).\(channel)"
    let shape = constant("\(part).shape", integers: [1, map.channels, map.height * map.width])
    headParts[anchor, default: []].append((channel, add("Reshape", [input, shape], to: part)))
  }

  /// Puts the branches of each level side by side, and the levels one behind the other.
  private mutating func addHead() {
    let levels = headParts.sorted { $0.key < $1.key }.map { anchor, parts in
      add(
        "Concat", parts.sorted { $0.channel < $1.channel }.map(\.name), to: "head.\(anchor)", [.integer("axis", 1)])
    }
    add("Concat", levels, to: ONNXModel.outputName, [.integer("axis", 2)])
  }
}
