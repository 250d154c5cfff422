import Events

/// Brings planes of 8-bit codes into a network's input: resized, placed and padded.
struct LetterboxRenderer: ~Copyable {
  let letterbox: Letterbox
  let paddingCode: UInt8
  private var resampling: BilinearResampling?

  init(letterbox: Letterbox, paddingCode: UInt8) {
    self.letterbox = letterbox
    self.paddingCode = paddingCode
    if letterbox.resizes {
      resampling = BilinearResampling(
        inputWidth: letterbox.sensor.width, inputHeight: letterbox.sensor.height,
        outputWidth: letterbox.imageWidth, outputHeight: letterbox.imageHeight)
    } else {
      resampling = nil
    }
  }

  /// Writes `plane` (packed rows of the sensor's size) to `channel` (packed rows of the input's size), all of it.
  mutating func render(_ plane: UnsafePointer<UInt8>, into channel: UnsafeMutablePointer<UInt8>) {
    let width = letterbox.inputWidth
    let image = channel + letterbox.top * width + letterbox.left

    channel.update(repeating: paddingCode, count: letterbox.top * width)
    (channel + (letterbox.top + letterbox.imageHeight) * width).update(
      repeating: paddingCode, count: letterbox.bottom * width)
    if letterbox.left + letterbox.right > 0 {
      for row in 0..<letterbox.imageHeight {
        let start = image + row * width
        (start - letterbox.left).update(repeating: paddingCode, count: letterbox.left)
        (start + letterbox.imageWidth).update(repeating: paddingCode, count: letterbox.right)
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
