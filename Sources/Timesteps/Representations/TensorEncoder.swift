import Events

/// Accumulates the events of one timestep and turns them into a tensor, in storage that is allocated once.
struct TensorEncoder: ~Copyable {
  let encoding: TensorEncoding
  /// The sensor-sized planes: codes of the last event, or ON counts followed by OFF counts.
  let planes: UnsafeMutablePointer<UInt8>
  let planeCount: Int
  private var renderer: LetterboxRenderer

  init(encoding: TensorEncoding) {
    self.encoding = encoding
    let letterbox = encoding.letterbox
    planeCount = letterbox.sensor.width * letterbox.sensor.height
    let count = planeCount * encoding.representation.planes
    planes = .allocate(capacity: count)
    planes.initialize(repeating: encoding.representation.emptyCode, count: count)
    renderer = LetterboxRenderer(letterbox: letterbox, paddingCode: encoding.paddingCode)
  }

  deinit { planes.deallocate() }

  /// Writes the accumulated events to `tensor` and forgets them.
  mutating func finish(into tensor: TimestepTensor) {
    precondition(tensor.shape == encoding.shape, "the tensor has another shape than the encoding")
    tensor.withUnsafeMutableCodes { codes in
      guard let base = codes.baseAddress else { return }
      let channelCount = tensor.shape.planeCount
      switch encoding.representation {
      case .lastPolarity:
        renderer.render(planes, into: base)
        (base + channelCount).update(from: base, count: channelCount)
        (base + 2 * channelCount).update(from: base, count: channelCount)
      case .histogram(_, let padsToThreeChannels):
        renderer.render(planes, into: base)
        renderer.render(planes + planeCount, into: base + channelCount)
        if padsToThreeChannels { (base + 2 * channelCount).update(repeating: 0, count: channelCount) }
      }
    }
    planes.update(
      repeating: encoding.representation.emptyCode, count: planeCount * encoding.representation.planes)
  }
}
