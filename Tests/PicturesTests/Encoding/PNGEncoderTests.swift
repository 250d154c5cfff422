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

  @Test(arguments: [1, 3, 4, 5, 17, 256]) func everyPixelOfAPaletteComesBack(colors: Int) throws {
    let palette = (0..<colors).map { Color(UInt32($0) * 0x010203) }
    // Nothing that can be compressed, up to the last bit of a byte.
    var state: UInt32 = 1
    let pixels = (0..<61 * 43).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(Int(state >> 16) % colors)
    }
    let decoded = try decode(PNGEncoder.encode(pixels: pixels, width: 61, height: 43, palette: palette))
    #expect((decoded.width, decoded.height) == (61, 43))
    let expected = pixels.flatMap { index -> [UInt8] in
      let color = palette[Int(index)]
      return [color.red, color.green, color.blue, 255]
    }
    #expect(decoded.pixels == expected)
  }
}
