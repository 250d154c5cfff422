import CPNG
import Pictures
import Testing

@Suite struct PNGEncoderTests {
  /// Decodes with libpng's reader.
  private func decode(_ bytes: [UInt8]) throws -> (width: Int, height: Int, pixels: [UInt8]) {
    var image = png_image()
    image.version = saccade_png_image_version
    try #require(png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0)
    image.format = saccade_png_format_rgba
    var pixels = [UInt8](repeating: 0, count: Int(image.width * image.height) * 4)
    try #require(png_image_finish_read(&image, nil, &pixels, 0, nil) != 0)
    return (Int(image.width), Int(image.height), pixels)
  }

  @Test(arguments: [255, 128]) func everyPixelComesBack(alpha: UInt8) throws {
    var canvas = Canvas(width: 37, height: 21)
    canvas.withPixels { pixels in
      for index in pixels.indices {
        pixels[index] = Color(
          red: UInt8(truncatingIfNeeded: index), green: UInt8(truncatingIfNeeded: index * 7),
          blue: UInt8(truncatingIfNeeded: index * 13), alpha: index == 5 ? alpha : 255)
      }
    }
    for isFast in [false, true] {
      let decoded = try decode(PNGEncoder.encode(canvas, isFast: isFast))
      #expect((decoded.width, decoded.height) == (37, 21))
      #expect(decoded.pixels == canvas.pixels.flatMap { [$0.red, $0.green, $0.blue, $0.alpha] })
    }
  }
}
