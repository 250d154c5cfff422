import Events
import Testing
import Timesteps

@Suite struct ImageEncoderTests {
  private func encode(_ pixels: [UInt8], bytesPerPixel: Int, _ letterbox: Letterbox, padding: UInt8 = 114) -> [UInt8] {
    var encoder = ImageEncoder(letterbox: letterbox, paddingCode: padding)
    var codes = [UInt8](repeating: 7, count: encoder.shape.elementCount)
    var span = codes.mutableSpan
    encoder.encode(pixels.span.bytes, bytesPerPixel: bytesPerPixel, into: &span)
    return codes
  }

  @Test(arguments: [3, 4]) func channelsBecomePlanes(bytesPerPixel: Int) throws {
    let letterbox = try Letterbox(
      sensor: SensorGeometry(width: 5, height: 3), inputWidth: 8, inputHeight: 6, resizing: .none)
    let pixels = (0..<15).flatMap { pixel in
      (0..<bytesPerPixel).map { UInt8(truncatingIfNeeded: pixel * 10 + $0) }
    }
    let codes = encode(pixels, bytesPerPixel: bytesPerPixel, letterbox, padding: 200)
    for channel in 0..<3 {
      for y in 0..<6 {
        for x in 0..<8 {
          let (column, row) = (x - letterbox.left, y - letterbox.top)
          let isInside = (0..<5).contains(column) && (0..<3).contains(row)
          let expected = isInside ? UInt8((row * 5 + column) * 10 + channel) : 200
          #expect(codes[(channel * 6 + y) * 8 + x] == expected)
        }
      }
    }
  }

  @Test func anEncoderIsUsedAgain() throws {
    let letterbox = try Letterbox(
      sensor: SensorGeometry(width: 37, height: 21), inputWidth: 64, inputHeight: 64, resizing: .bilinear)
    var numbers = SeededNumbers(seed: 9)
    let images = (0..<2).map { _ in (0..<37 * 21 * 3).map { _ in UInt8(truncatingIfNeeded: numbers.next()) } }
    var encoder = ImageEncoder(letterbox: letterbox)
    var codes = [UInt8](repeating: 0, count: encoder.shape.elementCount)
    for image in images + images {
      var span = codes.mutableSpan
      encoder.encode(image.span.bytes, bytesPerPixel: 3, into: &span)
      #expect(codes == encode(image, bytesPerPixel: 3, letterbox))
    }
    #expect(encode(images[0], bytesPerPixel: 3, letterbox) != encode(images[1], bytesPerPixel: 3, letterbox))
  }

  /// Sizes of photographs, odd ratios, enlarging and reducing, one exact half, and images of a single row or column.
  @Test(
    .enabled(if: OpenCV.isAvailable, "needs opencv-python-headless in .build/python-venv"),
    arguments: [
      (640, 480), (500, 333), (427, 640), (1280, 720), (1281, 719), (97, 53), (53, 97), (1, 300), (300, 1), (3, 2),
      (1023, 767), (640, 640), (2000, 1999),
    ])
  func equalsOpenCVsLetterbox(width: Int, height: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(width * 10_000 + height))
    let pixels = (0..<width * height * 3).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    for (side, isFitted) in [(640, true), (416, false), (32, true)] {
      let geometry = SensorGeometry(width: width, height: height)
      let letterbox =
        isFitted
        ? try Letterbox(image: geometry, fittingWidth: side, fittingHeight: side, multiple: 32)
        : try Letterbox(sensor: geometry, inputWidth: side, inputHeight: side, resizing: .bilinear)
      let expected = try OpenCV.letterbox(pixels, width: width, height: height, side: side, isFitted: isFitted)
      #expect(expected.width == letterbox.inputWidth && expected.height == letterbox.inputHeight)
      let codes = encode(pixels, bytesPerPixel: 3, letterbox)
      #expect(codes == expected.planes, "\(width)x\(height) to \(side)")
    }
  }
}
