import SpikingNetwork

/// SpikeYOLO written down as MODEL.md states it, module by module, in float64.
///
/// Nothing is folded, shared or skipped, and it has no code in common with the engines.
struct NaiveNetwork {
  let tensors: [String: [Float]]
  let description: NetworkDescription
  /// What is left of the membrane potentials, by module path.
  var residues: [String: [Double]] = [:]
  /// The spikes of the last timestep, by module path, [channels, height, width].
  var spikes: [String: NaiveMap] = [:]

  init(tensors: [String: [Float]], description: NetworkDescription) {
    self.tensors = tensors
    self.description = description
  }

  mutating func reset() { residues = [:] }

  /// One timestep; gives [64 + classes, anchors].
  mutating func step(_ input: [Float]) -> [Double] {
    var image = NaiveMap(3, description.input.height, description.input.width)
    image.values = input.map(Double.init)
    let scale = description.scale
    let width = scale.width
    func convolutionChannels(_ c: Int) -> Int { min(Int(Double(c) * width), Int(Double(scale.maxChannels) * width)) }
    func repeats(_ n: Int) -> Int {
      n > 1 ? max(Int((Double(n) * scale.depth).rounded(.toNearestOrEven)), 1) : 1
    }

    let x1 = down("model.1", image, Int(128 * width), 7, 4, 2, isFirst: true)
    let x2 = blocks("model.2", x1, repeats(3), first: 4)
    let x3 = down("model.3", x2, Int(256 * width), 3, 2, 1)
    let x4 = blocks("model.4", x3, repeats(6), first: 4)
    let x5 = down("model.5", x4, Int(512 * width), 3, 2, 1)
    let x6 = blocks("model.6", x5, repeats(9), second: 3)
    let x7 = down("model.7", x6, Int(1024 * width), 3, 2, 1)
    let x8 = blocks("model.8", x7, repeats(description.variant == .coco ? 3 : 1), second: 2)
    let poolChannels = Int((Double(min(1024, scale.maxChannels)) * width / 8).rounded(.up)) * 8
    let x9 = pyramid("model.9", x8, poolChannels)
    let x10 = standard("model.10", x9, convolutionChannels(512), 1)
    let x12 = blocks("model.12", x10.upsampled(), 1, second: 3)
    let x14 = standard("model.14", x12.concatenated(x6), convolutionChannels(256), 1)
    let x16 = blocks("model.16", x14.upsampled(), 1, first: 4)
    let x18 = standard("model.18", x16.concatenated(x4), convolutionChannels(256), 1)
    let x19 = blocks("model.19", x18, 1, first: 4)
    let x20 = standard("model.20", x19, convolutionChannels(256), 3, stride: 2)
    let x22 = blocks("model.22", x20.concatenated(x14), 1, second: 3)
    let x23 = standard("model.23", x22, convolutionChannels(512), 3, stride: 2)
    let x25 = blocks("model.25", x23.concatenated(x10), 1, second: scale.lastBlockExpansion)
    return head([x19, x22, x25])
  }

  // MARK: Modules

  private func tensor(_ key: String) -> [Double] { tensors[key, default: []].map(Double.init) }

  private func normalised(_ prefix: String, _ x: NaiveMap) -> NaiveMap {
    let (weight, bias, mean) = (
      tensor("\(prefix).weight"), tensor("\(prefix).bias"), tensor("\(prefix).running_mean")
    )
    let deviation = tensors["\(prefix).running_var", default: []].map { Double($0 + Float(1e-3)).squareRoot() }
    return x.mapped { channel, value in
      (value - mean[channel]) / deviation[channel] * weight[channel] + bias[channel]
    }
  }

  private mutating func lif(_ name: String, _ x: NaiveMap) -> NaiveMap {
    let (alpha, beta) = (Double(description.neuron.alpha), Double(description.neuron.beta))
    var residue = residues[name] ?? Array(repeating: 0, count: x.values.count)
    var result = x
    for index in x.values.indices {
      let u = beta * residue[index] + alpha * x.values[index]
      let s = min(max(u, 0), Double(description.neuron.largestSpikeCount)).rounded(.toNearestOrEven)
      residue[index] = u - s
      result.values[index] = s
    }
    residues[name] = residue
    spikes[name] = result
    return result
  }

  private func convolution(
    _ key: String, _ x: NaiveMap, _ outputs: Int, _ kernel: Int, stride: Int = 1, padding: Int = 0,
    isDepthwise: Bool = false
  ) -> NaiveMap {
    x.padded(padding, with: Array(repeating: 0, count: x.channels)).convolved(
      tensor(key), to: outputs, kernel: kernel, stride: stride, isDepthwise: isDepthwise)
  }

  /// BN-pad(1).
  private func normalisedAndPadded(_ prefix: String, _ x: NaiveMap) -> NaiveMap {
    normalised(prefix, x).padded(1, with: normalised(prefix, NaiveMap(x.channels, 1, 1)).values)
  }

  private mutating func down(
    _ path: String, _ x: NaiveMap, _ channels: Int, _ kernel: Int, _ stride: Int, _ padding: Int, isFirst: Bool = false
  ) -> NaiveMap {
    let source = isFirst ? x : lif("\(path).encode_lif", x)
    let bias = tensor("\(path).encode_conv.bias")
    let sum = convolution(
      "\(path).encode_conv.weight", source, channels, kernel, stride: stride, padding: padding
    ).mapped { $1 + bias[$0] }
    return normalised("\(path).encode_bn", sum)
  }

  private mutating func standard(
    _ path: String, _ x: NaiveMap, _ channels: Int, _ kernel: Int, stride: Int = 1
  ) -> NaiveMap {
    let spikes = lif("\(path).lif", x)
    return normalised(
      "\(path).bn",
      convolution("\(path).conv.weight", spikes, channels, kernel, stride: stride, padding: kernel / 2))
  }

  private mutating func separable(_ path: String, _ x: NaiveMap) -> NaiveMap {
    let (channels, middle) = (x.channels, 2 * x.channels)
    var y = normalised("\(path).bn1", convolution("\(path).pwconv1.weight", lif("\(path).lif1", x), middle, 1))
    y = normalised(
      "\(path).bn2",
      convolution("\(path).dwconv2.weight", lif("\(path).lif2", y), middle, 7, padding: 3, isDepthwise: true))
    y = normalisedAndPadded("\(path).pwconv3.body.0.bn", lif("\(path).lif3", y))
    y = convolution("\(path).pwconv3.body.1.0.weight", y, channels, 1)
    y = convolution("\(path).pwconv3.body.1.1.weight", y, channels, 3, isDepthwise: true)
    return normalised("\(path).bn3", y)
  }

  private func reparameterised(_ path: String, _ x: NaiveMap, _ channels: Int) -> NaiveMap {
    var y = convolution("\(path).body.0.weight", x, x.channels, 1)
    y = normalisedAndPadded("\(path).body.1.bn", y)
    y = convolution("\(path).body.2.0.weight", y, x.channels, 3, isDepthwise: true)
    y = convolution("\(path).body.2.1.weight", y, channels, 1)
    return normalised("\(path).body.2.2", y)
  }

  private mutating func blocks(
    _ path: String, _ x: NaiveMap, _ repeats: Int, first expansion1: Int? = nil, second expansion2: Int? = nil
  ) -> NaiveMap {
    var map = x
    for iteration in 0..<repeats {
      let name = repeats > 1 ? "\(path).\(iteration)" : path
      let y = separable("\(name).Conv", map) + map
      if let expansion1 {
        let wide = standard("\(name).conv1", y, expansion1 * y.channels, 3)
        map = standard("\(name).conv2", wide, y.channels, 3) + y
      } else if let expansion2 {
        let wide = normalised(
          "\(name).bn1", reparameterised("\(name).conv1", lif("\(name).lif1", y), expansion2 * y.channels))
        map =
          normalised("\(name).bn2", reparameterised("\(name).conv2", lif("\(name).lif2", wide), y.channels)) + y
      }
    }
    return map
  }

  private mutating func pyramid(_ path: String, _ x: NaiveMap, _ channels: Int) -> NaiveMap {
    let a = standard("\(path).cv1", x, x.channels / 2, 1)
    let b = a.maximum5()
    let e = b.maximum5()
    let f = e.maximum5()
    return standard("\(path).cv2", a.concatenated(b).concatenated(e).concatenated(f), channels, 1)
  }

  private mutating func head(_ levels: [NaiveMap]) -> [Double] {
    let classes = description.classNames.count
    let first = levels[0].channels
    let boxChannels = max(16, first / 4, 64)
    let classChannels = max(first, min(classes, 100))
    var rows = [[Double]](repeating: [], count: 64 + classes)
    for (level, map) in levels.enumerated() {
      for (branch, hidden, outputs, row) in [("cv2", boxChannels, 64, 0), ("cv3", classChannels, classes, 64)] {
        let path = "model.26.\(branch).\(level)"
        let inner = standard("\(path).1", standard("\(path).0", map, hidden, 3), hidden, 3)
        let bias = tensor("\(path).2.conv.bias")
        let end = convolution("\(path).2.conv.weight", lif("\(path).2.lif", inner), outputs, 1)
          .mapped { $1 + bias[$0] }
        let pixels = map.height * map.width
        for c in 0..<outputs { rows[row + c] += end.values[c * pixels..<(c + 1) * pixels] }
      }
    }
    return rows.flatMap { $0 }
  }
}
