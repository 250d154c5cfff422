import CImageDecoding

/// Reads PNG and JPEG images through libpng and libjpeg.
///
/// Pixels are those that OpenCV's `imread` gives, with which the published networks were trained: grey and palettes become
/// colours, of 16 bits the upper 8 are taken, alpha is left out without blending, inks (CMYK, YCCK) are read as Adobe's programs
/// write them, colour profiles are not applied, and the orientation that an Exif block tells is.
public enum ImageDecoder {
  /// The most pixels an image may have; larger ones are refused before anything of their size is allocated.
  public static let pixelLimit = 1 << 26
  /// The longest side an image may have.
  public static let sideLimit = Canvas.sideLimit

  /// Decodes the bytes of an image file.
  ///
  /// Damaged bytes are refused; those that the library repairs give an image with a `warning`.
  ///
  /// - Throws: `ImageDecodingError`.
  public static func decode(_ bytes: [UInt8]) throws(ImageDecodingError) -> DecodedImage {
    guard let format = ImageFormat(startOf: bytes.span) else { throw unknownFormat(bytes) }
    var info = saccade_image_info()
    let isDescribed = bytes.withUnsafeBufferPointer { bytes in
      switch format {
      case .jpeg: saccade_jpeg_info(bytes.baseAddress, bytes.count, &info) == 0
      case .png: saccade_png_info(bytes.baseAddress, bytes.count, &info) == 0
      }
    }
    guard isDescribed else { throw failure(format, info) }
    try check(info, format, byteCount: bytes.count)
    var canvas = Canvas(width: Int(info.width), height: Int(info.height))
    let isDecoded = canvas.withPixels { pixels in
      bytes.withUnsafeBufferPointer { bytes in
        let target = UnsafeMutableRawBufferPointer(pixels).assumingMemoryBound(to: UInt8.self).baseAddress
        return switch format {
        case .jpeg: saccade_jpeg_decode(bytes.baseAddress, bytes.count, &info, target) == 0
        case .png: saccade_png_decode(bytes.baseAddress, bytes.count, &info, target) == 0
        }
      }
    }
    guard isDecoded else { throw failure(format, info) }
    let orientation = EXIFOrientation(of: bytes.span, format: format)
    return DecodedImage(
      canvas: canvas.upright(from: orientation), format: format, orientation: orientation,
      warning: info.ends_early != 0 ? "the end of the file is missing" : info.warning_count > 0 ? text(info) : nil)
  }

  private static func check(
    _ info: saccade_image_info, _ format: ImageFormat, byteCount: Int
  ) throws(ImageDecodingError) {
    let (width, height) = (Int(info.width), Int(info.height))
    guard width >= 1, height >= 1 else {
      throw ImageDecodingError(.damaged, "the \(format.rawValue) image has no pixels (\(width)x\(height))")
    }
    guard width <= sideLimit, height <= sideLimit, width * height <= pixelLimit else {
      throw ImageDecodingError(
        .tooLarge,
        "the \(format.rawValue) image has \(width)x\(height) pixels; at most \(pixelLimit) are read, and sides of "
          + "\(sideLimit): make it smaller")
    }
    guard info.smallest_byte_count <= UInt64(byteCount) else {
      throw ImageDecodingError(
        .incomplete,
        "the \(format.rawValue) image says that it has \(width)x\(height) pixels, for which \(byteCount) bytes are too "
          + "few; fetch it again")
    }
  }

  private static func failure(_ format: ImageFormat, _ info: saccade_image_info) -> ImageDecodingError {
    info.ends_early != 0
      ? ImageDecodingError(.incomplete, "the \(format.rawValue) image ends early; fetch it again")
      : ImageDecodingError(.damaged, "the \(format.rawValue) image cannot be decoded: \(text(info))")
  }

  private static func unknownFormat(_ bytes: [UInt8]) -> ImageDecodingError {
    guard !bytes.isEmpty else { return ImageDecodingError(.unknownFormat, "the file is empty") }
    let start = bytes.prefix(8).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "0\(digits)" : digits
    }
    return ImageDecodingError(
      .unknownFormat,
      "no PNG or JPEG image: the file begins with \(start.joined(separator: " ")); convert it to one of them")
  }

  private static func text(_ info: saccade_image_info) -> String {
    withUnsafeBytes(of: info.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
