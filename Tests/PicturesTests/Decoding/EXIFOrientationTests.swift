import Pictures
import Testing

@Suite struct EXIFOrientationTests {
  /// A JPEG file's start with an Exif segment.
  private func jpeg(_ tiff: [UInt8], before: [UInt8] = []) -> [UInt8] {
    let segment = Array("Exif".utf8) + [0, 0] + tiff
    return [0xFF, 0xD8] + before + [0xFF, 0xE1, UInt8((segment.count + 2) >> 8), UInt8((segment.count + 2) & 255)]
      + segment + [0xFF, 0xDA, 0, 2]
  }

  private func orientation(_ bytes: [UInt8]) -> EXIFOrientation { EXIFOrientation(of: bytes.span, format: .jpeg) }

  private let tiff: [UInt8] =
    [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0] + [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0] + [0, 0, 0, 0]

  @Test func isFoundBehindOtherSegments() {
    #expect(orientation(jpeg(tiff)) == .turnedLeft)
    #expect(orientation(jpeg(tiff, before: [0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xFE, 0, 2])) == .turnedLeft)
    // XMP is in a segment of the same kind.
    #expect(orientation(jpeg(tiff, before: [0xFF, 0xE1, 0, 7] + Array("http:".utf8))) == .turnedLeft)
  }

  @Test func directoriesThatLeadOutsideTellNothing() {
    for (offset, value) in [(4, UInt8(200)), (7, 0x80), (0, 0x4D), (2, 41), (10, 0x13)] {
      var damaged = tiff
      damaged[offset] = value
      #expect(orientation(jpeg(damaged)) == .upright, "byte \(offset)")
    }
    for count in 0..<20 { #expect(orientation(jpeg(Array(tiff.prefix(count)))) == .upright, "\(count) bytes") }
  }

  @Test func everyCutIsSurvived() {
    let bytes = jpeg(tiff)
    for count in 0..<bytes.count {
      let expected: EXIFOrientation = count >= bytes.count - 4 ? .turnedLeft : .upright
      #expect(orientation(Array(bytes.prefix(count))) == expected, "\(count) bytes")
    }
  }

  @Test func aCanvasIsTurned() {
    var canvas = Canvas(width: 3, height: 2)
    canvas.withPixels { pixels in for index in pixels.indices { pixels[index] = Color(UInt32(index)) } }
    // What each orientation makes of 0 1 2 / 3 4 5.
    let expected: [EXIFOrientation: [UInt32]] = [
      .upright: [0, 1, 2, 3, 4, 5], .mirrored: [2, 1, 0, 5, 4, 3], .upsideDown: [5, 4, 3, 2, 1, 0],
      .flipped: [3, 4, 5, 0, 1, 2], .transposed: [0, 3, 1, 4, 2, 5], .turnedLeft: [3, 0, 4, 1, 5, 2],
      .transversed: [5, 2, 4, 1, 3, 0], .turnedRight: [2, 5, 1, 4, 0, 3],
    ]
    for orientation in EXIFOrientation.allCases {
      let turned = canvas.upright(from: orientation)
      #expect(turned.pixels.map(\.hexadecimal) == expected[orientation])
      #expect(turned.width == (orientation.swapsSides ? 2 : 3))
    }
  }
}
