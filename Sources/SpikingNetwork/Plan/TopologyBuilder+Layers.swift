/// The table of layers of MODEL.md section 3.
extension TopologyBuilder {
  /// Adds layers 0 to 26.
  mutating func addNetwork() throws(NetworkDescriptionError) {
    let scale = description.scale
    var outputs: [Int] = [try addInput()]

    try down(&outputs, 128, kernel: 7, stride: 4, padding: 2)
    try block1(&outputs, repeats: 3)
    try down(&outputs, 256, kernel: 3, stride: 2, padding: 1)
    try block1(&outputs, repeats: 6)
    try down(&outputs, 512, kernel: 3, stride: 2, padding: 1)
    try block2(&outputs, repeats: 9, expansion: 3)
    try down(&outputs, 1024, kernel: 3, stride: 2, padding: 1)
    try block2(&outputs, repeats: description.variant.layer8Repeats, expansion: 2)
    outputs.append(
      try addLayer("SPPF", from: [8]) { builder throws(NetworkDescriptionError) in
        (try builder.spatialPyramid("model.9", outputs[8], to: scale.poolingChannels(1024)), nil)
      })
    try standard(&outputs, 512, kernel: 1)
    try upsample(&outputs)
    try block2(&outputs, expansion: 3)
    try concatenate(&outputs, with: 6)
    try standard(&outputs, 256, kernel: 1)
    try upsample(&outputs)
    try block1(&outputs)
    try concatenate(&outputs, with: 4)
    try standard(&outputs, 256, kernel: 1)
    try block1(&outputs)
    try standard(&outputs, 256, kernel: 3, stride: 2)
    try concatenate(&outputs, with: 14)
    try block2(&outputs, expansion: 3)
    try standard(&outputs, 512, kernel: 3, stride: 2)
    try concatenate(&outputs, with: 10)
    try block2(&outputs, expansion: scale.lastBlockExpansion)
    let levels = [outputs[19], outputs[22], outputs[25]]
    let shape = [description.outputChannels, description.anchorCount]
    _ = try addLayer("Detect", from: [19, 22, 25]) { builder throws(NetworkDescriptionError) in
      try builder.detect("model.26", levels)
      return (levels[2], shape)
    }
  }

  private mutating func down(
    _ outputs: inout [Int], _ channels: Int, kernel: Int, stride: Int, padding: Int
  ) throws(NetworkDescriptionError) {
    let (index, input) = (outputs.count, outputs[outputs.count - 1])
    let scaled = description.scale.downSamplingChannels(channels)
    outputs.append(
      try addLayer("DownSampling(k\(kernel), s\(stride), p\(padding))", from: [index - 1]) {
        builder throws(NetworkDescriptionError) in
        let output = try builder.downSampling(
          "model.\(index)", input, to: scaled, kernel: kernel, stride: stride, padding: padding, isFirst: index == 1)
        return (output, nil)
      })
  }

  private mutating func standard(
    _ outputs: inout [Int], _ channels: Int, kernel: Int, stride: Int = 1
  ) throws(NetworkDescriptionError) {
    let (index, input) = (outputs.count, outputs[outputs.count - 1])
    let scaled = description.scale.convolutionChannels(channels)
    outputs.append(
      try addLayer("StandardConv(k\(kernel), s\(stride))", from: [index - 1]) {
        builder throws(NetworkDescriptionError) in
        (try builder.standardConvolution("model.\(index)", input, to: scaled, kernel: kernel, stride: stride), nil)
      })
  }

  private mutating func block1(_ outputs: inout [Int], repeats: Int = 1) throws(NetworkDescriptionError) {
    try blocks(&outputs, "SNN-Block-1(r=4)", repeats: repeats) {
      builder, path, input throws(NetworkDescriptionError) in
      try builder.block1(path, input, expansion: 4)
    }
  }

  private mutating func block2(
    _ outputs: inout [Int], repeats: Int = 1, expansion: Int
  ) throws(NetworkDescriptionError) {
    try blocks(&outputs, "SNN-Block-2(r=\(expansion))", repeats: repeats) {
      builder, path, input throws(NetworkDescriptionError) in
      try builder.block2(path, input, expansion: expansion)
    }
  }

  private mutating func blocks(
    _ outputs: inout [Int], _ kind: String, repeats: Int,
    _ block: (inout TopologyBuilder, String, Int) throws(NetworkDescriptionError) -> Int
  ) throws(NetworkDescriptionError) {
    let (index, input) = (outputs.count, outputs[outputs.count - 1])
    let scaled = description.scale.repeats(repeats)
    outputs.append(
      try addLayer(kind, repeats: scaled, from: [index - 1]) { builder throws(NetworkDescriptionError) in
        var map = input
        for iteration in 0..<scaled {
          map = try block(&builder, scaled > 1 ? "model.\(index).\(iteration)" : "model.\(index)", map)
        }
        return (map, nil)
      })
  }

  private mutating func upsample(_ outputs: inout [Int]) throws(NetworkDescriptionError) {
    let (index, input) = (outputs.count, outputs[outputs.count - 1])
    outputs.append(
      try addLayer("Upsample(x2)", from: [index - 1]) { builder throws(NetworkDescriptionError) in
        (try builder.upsample2(input), nil)
      })
  }

  private mutating func concatenate(_ outputs: inout [Int], with layer: Int) throws(NetworkDescriptionError) {
    let (index, input, other) = (outputs.count, outputs[outputs.count - 1], outputs[layer])
    outputs.append(
      try addLayer("Concat", from: [index - 1, layer]) { builder throws(NetworkDescriptionError) in
        (try builder.concatenate([input, other]), nil)
      })
  }
}
