import Events

/// Accumulates the events of one timestep and turns them into a tensor, in storage that is allocated once.
struct TensorEncoder: ~Copyable {
  let encoding: TensorEncoding
  /// The sensor-sized planes: codes of the last event, or ON counts followed by OFF counts.
  let planes: UnsafeMutablePointer<UInt8>
  let planeCount: Int
  private var resampling: BilinearResampling?

  init(encoding: TensorEncoding) {
    self.encoding = encoding
    let letterbox = encoding.letterbox
    planeCount = letterbox.sensor.width * letterbox.sensor.height
    let count = planeCount * encoding.representation.planes
    planes = .allocate(capacity: count)
    planes.initialize(repeating: encoding.representation.emptyCode, count: count)
    if letterbox.resizes {
      resampling = BilinearResampling(
        inputWidth: letterbox.sensor.width, inputHeight: letterbox.sensor.height,
        outputWidth: letterbox.imageWidth, outputHeight: letterbox.imageHeight)
    } else {
      resampling = nil
    }
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
        render(planes, into: base)
        (base + channelCount).update(from: base, count: channelCount)
        (base + 2 * channelCount).update(from: base, count: channelCount)
      case .histogram(_, let padsToThreeChannels):
        render(planes, into: base)
        render(planes + planeCount, into: base + channelCount)
        if padsToThreeChannels { (base + 2 * channelCount).update(repeating: 0, count: channelCount) }
      }
    }
    planes.update(
      repeating: encoding.representation.emptyCode, count: planeCount * encoding.representation.planes)
  }

  private mutating func render(_ plane: UnsafePointer<UInt8>, into channel: UnsafeMutablePointer<UInt8>) {
    let letterbox = encoding.letterbox
    let width = letterbox.inputWidth
    let padding = encoding.paddingCode
    let image = channel + letterbox.top * width + letterbox.left

    channel.update(repeating: padding, count: letterbox.top * width)
    (channel + (letterbox.top + letterbox.imageHeight) * width).update(
      repeating: padding, count: letterbox.bottom * width)
    if letterbox.left + letterbox.right > 0 {
      for row in 0..<letterbox.imageHeight {
        let start = image + row * width
        (start - letterbox.left).update(repeating: padding, count: letterbox.left)
        (start + letterbox.imageWidth).update(repeating: padding, count: letterbox.right)
      }
    }

    if resampling == nil {
      let sensorWidth = letterbox.sensor.width
      for row in 0..<letterbox.imageHeight {
        (image + row * width).update(from: plane + row * sensorWidth, count: sensorWidth)
      }
    } else {
      resampling?.resize(plane, into: image, destinationStride: width)
    }
  }
}
