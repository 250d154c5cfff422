import CPNG
import Foundation
import Testing

/// A PNG file, decoded by libpng's reader.
struct PictureOnDisk {
  let width: Int
  let height: Int
  /// `0xRRGGBB` of each pixel, row by row.
  let pixels: [UInt32]

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var image = png_image()
    image.version = saccade_png_image_version
    var decoded: [UInt8] = []
    // libpng keeps the address until it has finished.
    let isDecoded = bytes.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else { return false }
      image.format = saccade_png_format_rgb
      decoded = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
      return png_image_finish_read(&image, nil, &decoded, 0, nil) != 0
    }
    try #require(isDecoded)
    width = Int(image.width)
    height = Int(image.height)
    pixels = stride(from: 0, to: decoded.count, by: 3).map {
      UInt32(decoded[$0]) << 16 | UInt32(decoded[$0 + 1]) << 8 | UInt32(decoded[$0 + 2])
    }
  }

  subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] }

  var colorCount: Int { Set(pixels).count }
}
