import Foundation
import Pictures
import Testing

@Suite struct ImageDecoderTests {
  @Test func readsThePixelsThatOpenCVReads() throws {
    let expectations = try GoldenImages.expectations()
    #expect(expectations.count == 37)
    for (name, expected) in expectations {
      let image = try ImageDecoder.decode(GoldenImages.bytes(name))
      #expect(image.canvas.width == expected.width && image.canvas.height == expected.height, "\(name)")
      #expect(image.canvas.pixels.flatMap { [$0.red, $0.green, $0.blue] } == Array(expected.rgb), "\(name)")
      #expect(image.canvas.pixels.allSatisfy { $0.alpha == 255 }, "\(name)")
      #expect(image.format == (name.hasPrefix("png") ? .png : .jpeg), "\(name)")
      #expect(image.warning == nil, "\(name)")
    }
  }

  @Test func tellsTheOrientation() throws {
    for orientation in EXIFOrientation.allCases {
      let image = try ImageDecoder.decode(GoldenImages.bytes("jpeg-orientation-\(orientation.rawValue).jpg"))
      #expect(image.orientation == orientation)
    }
    #expect(try ImageDecoder.decode(GoldenImages.bytes("jpeg-orientation-9.jpg")).orientation == .upright)
    #expect(try ImageDecoder.decode(GoldenImages.bytes("png-orientation-7.png")).orientation == .transversed)
  }

  @Test(arguments: ["jpeg-420.jpg", "jpeg-progressive.jpg", "jpeg-cmyk.jpg", "png-rgb.png", "png-interlaced.png"])
  func aFileCutShortIsRefused(name: String) throws {
    let bytes = try GoldenImages.bytes(name)
    let whole = try ImageDecoder.decode(bytes)
    for count in 0..<bytes.count {
      do {
        let image = try ImageDecoder.decode(Array(bytes.prefix(count)))
        // Only the mark at the end may be missing.
        #expect(name.hasPrefix("jpeg") && bytes.count - count <= 2, "\(name), \(count) bytes")
        #expect(image.warning == "the end of the file is missing")
        #expect(image.canvas == whole.canvas)
      } catch {
        let expected: [ImageDecodingError.Code] = count < 8 ? [.unknownFormat, .incomplete] : [.incomplete]
        #expect(expected.contains(error.code), "\(name), \(count) bytes: \(error)")
      }
    }
  }

  /// Damage gives another image or an error, and never ends the process.
  @Test func everyDamagedByteIsSurvived() throws {
    var decoded = 0
    var refused = 0
    for name in try GoldenImages.expectations().keys.sorted() {
      let bytes = try GoldenImages.bytes(name)
      // Bits of every order, so that lengths, markers and sizes are hit.
      for (offset, mask) in (0..<bytes.count).map({ ($0, [1, 0x80, 0xFF, 0x55, 8][$0 % 5] as UInt8) }) {
        var damaged = bytes
        damaged[offset] ^= mask
        do {
          let image = try ImageDecoder.decode(damaged)
          #expect(image.canvas.pixels.count == image.canvas.width * image.canvas.height)
          decoded += 1
        } catch {
          refused += 1
        }
      }
    }
    #expect(decoded > 1000 && refused > 1000)
  }

  @Test func bytesBehindTheEndDoNotMatter() throws {
    for name in ["jpeg-420.jpg", "png-rgb.png"] {
      let bytes = try GoldenImages.bytes(name)
      #expect(try ImageDecoder.decode(bytes + Array("trailer".utf8)) == ImageDecoder.decode(bytes))
    }
  }

  /// A JPEG file whose frame header tells another size.
  private func jpeg(width: Int, height: Int) throws -> [UInt8] {
    var bytes = try GoldenImages.bytes("jpeg-420.jpg")
    let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
    for (offset, value) in [(5, height), (7, width)] {
      bytes[frame + offset] = UInt8(value >> 8)
      bytes[frame + offset + 1] = UInt8(value & 255)
    }
    return bytes
  }

  /// A PNG file whose header tells another size.
  private func png(width: Int, height: Int) throws -> [UInt8] {
    var bytes = try GoldenImages.bytes("png-rgb.png")
    for (offset, value) in [(16, width), (20, height)] {
      for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (24 - 8 * byte)) }
    }
    let checksum = Self.crc32(bytes[12..<29])
    for byte in 0..<4 { bytes[29 + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(byte))) }
    return bytes
  }

  private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~remainder
  }

  @Test func sizesBeyondTheLimitAreRefused() throws {
    let files = try [
      jpeg(width: 65_500, height: 65_500), jpeg(width: 8_193, height: 8_192), jpeg(width: 40_000, height: 10),
      png(width: 1_000_000, height: 1_000_000), png(width: 8_193, height: 8_192), png(width: 40_000, height: 10),
    ]
    for file in files {
      let error = try #require(throws: ImageDecodingError.self) { try ImageDecoder.decode(file) }
      #expect(error.code == .tooLarge, "\(error)")
      #expect(error.message.contains("at most 67108864 are read"))
    }
  }

  /// Memory is bounded by what the file can hold, not by what its header says.
  @Test func sizesThatTheBytesCannotHoldAreRefused() throws {
    for file in try [jpeg(width: 8_000, height: 8_000), png(width: 8_000, height: 8_000)] {
      let error = try #require(throws: ImageDecodingError.self) { try ImageDecoder.decode(file) }
      #expect(error.code == .incomplete, "\(error)")
      #expect(error.message.contains("8000x8000"))
    }
  }

  @Test func otherFilesAreNamedByTheirFirstBytes() throws {
    let text = try #require(throws: ImageDecodingError.self) { try ImageDecoder.decode(Array("GIF89a".utf8)) }
    #expect(text.code == .unknownFormat)
    #expect(text.message.contains("47 49 46 38 39 61"))
    let nothing = try #require(throws: ImageDecodingError.self) { try ImageDecoder.decode([]) }
    #expect(nothing == ImageDecodingError(.unknownFormat, "the file is empty"))
  }

  @Test func twelveBitsAreRefused() throws {
    var bytes = try GoldenImages.bytes("jpeg-420.jpg")
    let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
    bytes[frame + 4] = 12
    let error = try #require(throws: ImageDecodingError.self) { try ImageDecoder.decode(bytes) }
    #expect(error.code == .damaged && error.message.contains("precision 12"), "\(error)")
  }

  @Test func whatTheLibraryRepairsIsSaid() throws {
    // Rubbish between two segments.
    var bytes = try GoldenImages.bytes("jpeg-420.jpg")
    let table = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xDB]) })
    bytes.insert(contentsOf: [1, 2, 3], at: table)
    let image = try ImageDecoder.decode(bytes)
    #expect(image.warning?.contains("extraneous") == true)
    #expect(try image.canvas == ImageDecoder.decode(GoldenImages.bytes("jpeg-420.jpg")).canvas)
  }
}
