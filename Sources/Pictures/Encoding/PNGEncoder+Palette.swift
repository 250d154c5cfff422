import CPNG

extension PNGEncoder {
  /// The bytes of a PNG file with few colours, made for speed: with up to 4 colours a pixel takes 2 bits before compression.
  ///
  /// - Parameters:
  ///   - pixels: indices into the palette, row by row from the top left one; `width * height` of them.
  ///   - palette: 1 to 256 colours, whose opacity does not matter.
  /// - Throws: `encoderFailed` with what libpng says.
  public static func encode(
    pixels: [UInt8], width: Int, height: Int, palette: [Color]
  ) throws(PictureError) -> [UInt8] {
    precondition(pixels.count == width * height && (1...256).contains(palette.count))
    var image = png_image()
    image.version = saccade_png_image_version
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = saccade_png_format_rgb_colormap
    image.flags = saccade_png_flag_fast
    image.colormap_entries = png_uint_32(palette.count)
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    defer { png_image_free(&image) }
    // Enough for pixels that cannot be compressed, with the frame around them; encoding twice only to measure costs more.
    var size = png_alloc_size_t(pixels.count + pixels.count / 16 + height + 8192)
    var output = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &output, &size, 0, pixels, 0, colors) != 0 else { throw failure(image) }
    output.removeLast(output.count - min(output.count, Int(size)))
    return output
  }
}
