import CPNG

/// Encodes pictures as PNG through libpng.
public enum PNGEncoder {
  /// The bytes of a PNG file with the canvas; without an alpha channel where all of it is opaque.
  ///
  /// - Parameter isFast: whether less time is spent on a larger file, which suits photographs.
  /// - Throws: `encoderFailed` with what libpng says.
  public static func encode(_ canvas: Canvas, isFast: Bool = false) throws(PictureError) -> [UInt8] {
    var image = png_image()
    image.version = saccade_png_image_version
    image.width = png_uint_32(canvas.width)
    image.height = png_uint_32(canvas.height)
    if isFast { image.flags = saccade_png_flag_fast }
    let isOpaque = canvas.pixels.allSatisfy { $0.alpha == 255 }
    image.format = isOpaque ? saccade_png_format_rgb : saccade_png_format_rgba
    let bytes = isOpaque ? packedRGB(canvas) : canvas.pixels.withUnsafeBytes { Array($0) }
    defer { png_image_free(&image) }
    // The first call only measures.
    var size: png_alloc_size_t = 0
    guard png_image_write_to_memory(&image, nil, &size, 0, bytes, 0, nil) != 0 else { throw failure(image) }
    var output = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &output, &size, 0, bytes, 0, nil) != 0 else { throw failure(image) }
    output.removeLast(output.count - min(output.count, Int(size)))
    return output
  }

  private static func packedRGB(_ canvas: Canvas) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: canvas.pixels.count * 3) { buffer, count in
      for color in canvas.pixels {
        buffer[count] = color.red
        buffer[count + 1] = color.green
        buffer[count + 2] = color.blue
        count += 3
      }
    }
  }

  static func failure(_ image: png_image) -> PictureError {
    let message = withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return PictureError(.encoderFailed, "libpng cannot encode a picture of \(image.width)x\(image.height): \(message)")
  }
}
