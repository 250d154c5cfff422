import Events

/// Brings 8-bit colour images of one size into a network's input: letterboxed, in planes of red, green and blue.
///
/// An element's value is its code divided by the model's normalisation divisor. Images are resized as OpenCV's `INTER_LINEAR`
/// does, byte for byte (MODEL.md section 5).
public struct ImageEncoder: ~Copyable {
  /// Where images lie in the input; its `sensor` is the images' size.
  public let letterbox: Letterbox

  private var renderer: LetterboxRenderer
  private let plane: UnsafeMutableBufferPointer<UInt8>

  /// Creates an encoder for images of the size of `letterbox.sensor`.
  ///
  /// - Parameter paddingCode: the code of padded pixels; 114 as published.
  public init(letterbox: Letterbox, paddingCode: UInt8 = 114) {
    self.letterbox = letterbox
    renderer = LetterboxRenderer(letterbox: letterbox, paddingCode: paddingCode)
    plane = .allocate(capacity: letterbox.sensor.width * letterbox.sensor.height)
    plane.initialize(repeating: 0)
  }

  deinit { plane.deallocate() }

  /// The shape of the codes, [3, height, width] of the input.
  public var shape: TensorShape {
    TensorShape(channels: 3, height: letterbox.inputHeight, width: letterbox.inputWidth)
  }

  /// Writes an image's codes, all of them.
  ///
  /// - Parameters:
  ///   - pixels: row-major, `bytesPerPixel` bytes each, of which the first three are red, green and blue.
  ///   - bytesPerPixel: at least 3.
  ///   - codes: of `shape`, row-major.
  public mutating func encode(_ pixels: RawSpan, bytesPerPixel: Int, into codes: inout MutableSpan<UInt8>) {
    let shape = shape
    precondition(bytesPerPixel >= 3 && pixels.byteCount == plane.count * bytesPerPixel, "the image has another size")
    precondition(codes.count == shape.elementCount, "the codes have another shape than the input")
    pixels.withUnsafeBytes { pixels in
      codes.withUnsafeMutableBufferPointer { codes in
        guard let source = pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = codes.baseAddress,
          let planeStart = plane.baseAddress
        else {
          return
        }
        for channel in 0..<shape.channels {
          for index in 0..<plane.count { planeStart[index] = source[index * bytesPerPixel + channel] }
          renderer.render(planeStart, into: target + channel * shape.planeCount)
        }
      }
    }
  }
}
