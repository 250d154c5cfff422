/// The blocks of MODEL.md section 2; `path` is the module path of the block, and maps are named by index.
extension TopologyBuilder {
  /// DownSampling: I-LIF unless it is the network's first layer, then a strided convolution with bias, then BN.
  mutating func downSampling(
    _ path: String, _ input: Int, to channels: Int, kernel: Int, stride: Int, padding: Int, isFirst: Bool = false
  ) throws(NetworkDescriptionError) -> Int {
    let source = isFirst ? input : try fire("\(path).encode_lif", input)
    let (weight, bias) = ("\(path).encode_conv.weight", "\(path).encode_conv.bias")
    require(weight, [channels, featureMaps[input].channels, kernel, kernel])
    require(bias, [channels])
    requireBatchNorm("\(path).encode_bn", channels)
    return try convolve(
      "\(path).encode_conv", .plain(weight: weight, bias: bias, batchNorms: ["\(path).encode_bn"]), source,
      to: channels, kernel: kernel, stride: stride, padding: padding)
  }

  /// StandardConv and SpikeConv: I-LIF, convolution with "same" padding, BN.
  mutating func standardConvolution(
    _ path: String, _ input: Int, to channels: Int, kernel: Int, stride: Int = 1
  ) throws(NetworkDescriptionError) -> Int {
    let spikes = try fire("\(path).lif", input)
    require("\(path).conv.weight", [channels, featureMaps[input].channels, kernel, kernel])
    requireBatchNorm("\(path).bn", channels)
    return try convolve(
      "\(path).conv", .plain(weight: "\(path).conv.weight", bias: nil, batchNorms: ["\(path).bn"]), spikes,
      to: channels, kernel: kernel, stride: stride, padding: kernel / 2)
  }

  /// I-LIF and a 1x1 convolution with bias: the end of a head branch.
  mutating func predictor(_ path: String, _ input: Int, to channels: Int) throws(NetworkDescriptionError) -> Int {
    let spikes = try fire("\(path).lif", input)
    require("\(path).conv.weight", [channels, featureMaps[input].channels, 1, 1])
    require("\(path).conv.bias", [channels])
    return try convolve(
      "\(path).conv", .plain(weight: "\(path).conv.weight", bias: "\(path).conv.bias", batchNorms: []), spikes,
      to: channels, kernel: 1, padding: 0)
  }

  /// SepConv: inverted separable block with expansion 2.
  mutating func separableConvolution(_ path: String, _ input: Int) throws(NetworkDescriptionError) -> Int {
    let channels = featureMaps[input].channels
    let middle = 2 * channels
    let first = try fire("\(path).lif1", input)
    require("\(path).pwconv1.weight", [middle, channels, 1, 1])
    requireBatchNorm("\(path).bn1", middle)
    let expanded = try convolve(
      "\(path).pwconv1", .plain(weight: "\(path).pwconv1.weight", bias: nil, batchNorms: ["\(path).bn1"]), first,
      to: middle, kernel: 1, padding: 0)
    let second = try fire("\(path).lif2", expanded)
    require("\(path).dwconv2.weight", [middle, 1, 7, 7])
    requireBatchNorm("\(path).bn2", middle)
    let mixed = try convolve(
      "\(path).dwconv2", .plain(weight: "\(path).dwconv2.weight", bias: nil, batchNorms: ["\(path).bn2"]), second,
      to: middle, kernel: 7, padding: 3, isDepthwise: true)
    let third = try fire("\(path).lif3", mixed)
    return try separableReparameterised("\(path).pwconv3", third, to: channels, batchNorm: "\(path).bn3")
  }

  /// SepRepConv with the BN behind it.
  private mutating func separableReparameterised(
    _ path: String, _ spikes: Int, to channels: Int, batchNorm: String
  ) throws(NetworkDescriptionError) -> Int {
    let middle = featureMaps[spikes].channels
    let (pointwise, depthwise) = ("\(path).body.1.0.weight", "\(path).body.1.1.weight")
    requireBatchNorm("\(path).body.0.bn", middle)
    require(pointwise, [channels, middle, 1, 1])
    require(depthwise, [channels, 1, 3, 3])
    requireBatchNorm(batchNorm, channels)
    guard !isMerged else {
      return try convolve(
        path, .mergedSeparable(prefix: path, batchNorm: batchNorm), spikes, to: channels, kernel: 3, padding: 1)
    }
    let reduced = try convolve(
      "\(path).body.1.0", .normalised(batchNorm: "\(path).body.0.bn", weight: pointwise), spikes, to: channels,
      kernel: 1, padding: 0)
    return try convolve(
      "\(path).body.1.1", .plain(weight: depthwise, bias: nil, batchNorms: [batchNorm]), reduced, to: channels,
      kernel: 3, padding: 1, isDepthwise: true, outside: .biasOf(convolution: lastConvolution))
  }

  /// RepConv with the BN behind it.
  private mutating func reparameterised(
    _ path: String, _ spikes: Int, to channels: Int, batchNorm: String
  ) throws(NetworkDescriptionError) -> Int {
    let inner = featureMaps[spikes].channels
    require("\(path).body.0.weight", [inner, inner, 1, 1])
    requireBatchNorm("\(path).body.1.bn", inner)
    require("\(path).body.2.0.weight", [inner, 1, 3, 3])
    require("\(path).body.2.1.weight", [channels, inner, 1, 1])
    requireBatchNorm("\(path).body.2.2", channels)
    requireBatchNorm(batchNorm, channels)
    guard !isMerged else {
      return try convolve(
        path, .mergedRepeated(prefix: path, batchNorm: batchNorm), spikes, to: channels, kernel: 3, padding: 1)
    }
    let first = try convolve(
      "\(path).body.0", .plain(weight: "\(path).body.0.weight", bias: nil, batchNorms: ["\(path).body.1.bn"]), spikes,
      to: inner, kernel: 1, padding: 0)
    let second = try convolve(
      "\(path).body.2.0", .plain(weight: "\(path).body.2.0.weight", bias: nil, batchNorms: []), first, to: inner,
      kernel: 3, padding: 1, isDepthwise: true, outside: .biasOf(convolution: lastConvolution))
    return try convolve(
      "\(path).body.2.1",
      .plain(weight: "\(path).body.2.1.weight", bias: nil, batchNorms: ["\(path).body.2.2", batchNorm]), second,
      to: channels, kernel: 1, padding: 0)
  }

  /// SNN-Block-1: SepConv and two 3x3 convolutions, each pair with a residual connection.
  mutating func block1(_ path: String, _ input: Int, expansion: Int) throws(NetworkDescriptionError) -> Int {
    let channels = featureMaps[input].channels
    let y = try add(try separableConvolution("\(path).Conv", input), input)
    let expanded = try standardConvolution("\(path).conv1", y, to: expansion * channels, kernel: 3)
    return try add(try standardConvolution("\(path).conv2", expanded, to: channels, kernel: 3), y)
  }

  /// SNN-Block-2: SepConv and two re-parameterised convolutions, each pair with a residual connection.
  mutating func block2(_ path: String, _ input: Int, expansion: Int) throws(NetworkDescriptionError) -> Int {
    let channels = featureMaps[input].channels
    let y = try add(try separableConvolution("\(path).Conv", input), input)
    let first = try fire("\(path).lif1", y)
    let expanded = try reparameterised(
      "\(path).conv1", first, to: expansion * channels, batchNorm: "\(path).bn1")
    let second = try fire("\(path).lif2", expanded)
    return try add(try reparameterised("\(path).conv2", second, to: channels, batchNorm: "\(path).bn2"), y)
  }

  /// SPPF: a 1x1 convolution, three maximum pools in a row, and a 1x1 convolution of all four.
  mutating func spatialPyramid(_ path: String, _ input: Int, to channels: Int) throws(NetworkDescriptionError) -> Int {
    let half = featureMaps[input].channels / 2
    let a = try standardConvolution("\(path).cv1", input, to: half, kernel: 1)
    let b = try maximum5(a)
    let e = try maximum5(b)
    let f = try maximum5(e)
    return try standardConvolution("\(path).cv2", try concatenate([a, b, e, f]), to: channels, kernel: 1)
  }

  /// The head: a box and a class branch for each level, P3 first.
  mutating func detect(_ path: String, _ levels: [Int]) throws(NetworkDescriptionError) {
    let first = featureMaps[levels[0]].channels
    let classes = description.classNames.count
    let boxChannels = max(16, first / 4, NetworkDescription.boxChannels)
    let classChannels = max(first, min(classes, 100))
    var anchor = 0
    for (level, input) in levels.enumerated() {
      var box = try standardConvolution("\(path).cv2.\(level).0", input, to: boxChannels, kernel: 3)
      box = try standardConvolution("\(path).cv2.\(level).1", box, to: boxChannels, kernel: 3)
      box = try predictor("\(path).cv2.\(level).2", box, to: NetworkDescription.boxChannels)
      emit(box, channel: 0, anchor: anchor)
      var scores = try standardConvolution("\(path).cv3.\(level).0", input, to: classChannels, kernel: 3)
      scores = try standardConvolution("\(path).cv3.\(level).1", scores, to: classChannels, kernel: 3)
      scores = try predictor("\(path).cv3.\(level).2", scores, to: classes)
      emit(scores, channel: NetworkDescription.boxChannels, anchor: anchor)
      anchor += featureMaps[input].height * featureMaps[input].width
    }
    require("\(path).dfl.conv.weight", [1, NetworkDescription.boxChannels / 4, 1, 1])
  }
}
