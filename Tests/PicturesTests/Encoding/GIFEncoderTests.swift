import CGIF
import Pictures
import Testing

@Suite struct GIFEncoderTests {
  private struct Film: Equatable {
    var width = 0
    var height = 0
    var frames: [[UInt32]] = []
    var delays: [Int] = []
  }

  private final class Source {
    var bytes: ArraySlice<UInt8>
    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
  }

  /// Decodes with giflib's reader.
  private func decode(_ bytes: [UInt8]) throws -> Film {
    let source = Source(bytes)
    var error: Int32 = 0
    let opened = DGifOpen(
      Unmanaged.passUnretained(source).toOpaque(),
      { file, target, count in
        guard let context = file?.pointee.UserData, let target else { return 0 }
        let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
        let piece = source.bytes.prefix(Int(count))
        for (index, byte) in piece.enumerated() { target[index] = byte }
        source.bytes = source.bytes.dropFirst(piece.count)
        return Int32(piece.count)
      }, &error)
    let file = try #require(opened)
    defer { DGifCloseFile(file, &error) }
    try #require(DGifSlurp(file) == GIF_OK)
    var film = Film(width: Int(file.pointee.SWidth), height: Int(file.pointee.SHeight))
    for index in 0..<Int(file.pointee.ImageCount) {
      let image = file.pointee.SavedImages[index]
      let map = try #require(image.ImageDesc.ColorMap)
      film.frames.append(
        (0..<(film.width * film.height)).map { pixel in
          let color = map.pointee.Colors[Int(image.RasterBits[pixel])]
          return UInt32(color.Red) << 16 | UInt32(color.Green) << 8 | UInt32(color.Blue)
        })
      var block = GraphicsControlBlock()
      try #require(DGifSavedExtensionToGCB(file, Int32(index), &block) == GIF_OK)
      film.delays.append(Int(block.DelayTime))
    }
    withExtendedLifetime(source) {}
    return film
  }

  @Test func picturesOfFewColorsComeBackExactly() throws {
    let canvases = (0..<3).map { number in
      var canvas = Canvas(width: 40, height: 30, background: Color(0x102030))
      canvas.withPixels { pixels in
        for index in pixels.indices where index % (number + 2) == 0 { pixels[index] = Color(UInt32(index % 200) << 8) }
      }
      return canvas
    }
    let encoder = try GIFEncoder(width: 40, height: 30)
    var bytes: [UInt8] = []
    for canvas in canvases {
      try encoder.add(canvas, centiseconds: 7)
      bytes += encoder.takeBytes()
    }
    try encoder.finish()
    bytes += encoder.takeBytes()
    let film = try decode(bytes)
    #expect((film.width, film.height) == (40, 30))
    #expect(film.frames == canvases.map { $0.pixels.map(\.hexadecimal) })
    #expect(film.delays == [7, 7, 7])
  }

  @Test func picturesOfManyColorsComeBackNearly() throws {
    var canvas = Canvas(width: 64, height: 64)
    canvas.withPixels { pixels in
      for index in pixels.indices {
        pixels[index] = Color(
          red: UInt8(index % 64 * 4), green: UInt8(index / 64 * 4), blue: UInt8(index % 64 + index / 64))
      }
    }
    let encoder = try GIFEncoder(width: 64, height: 64)
    try encoder.add(canvas, centiseconds: 5)
    try encoder.finish()
    let film = try decode(encoder.takeBytes())
    for (value, color) in zip(film.frames[0], canvas.pixels) {
      let decoded = Color(value)
      let error = [
        Int(decoded.red) - Int(color.red), Int(decoded.green) - Int(color.green), Int(decoded.blue) - Int(color.blue),
      ].map(abs).max()
      #expect(error ?? 0 <= 24)
    }
  }

  @Test func refusesPicturesOfAnotherSize() throws {
    let encoder = try GIFEncoder(width: 4, height: 4)
    #expect(throws: PictureError.self) { try encoder.add(Canvas(width: 5, height: 4), centiseconds: 5) }
    #expect(throws: PictureError.self) { try GIFEncoder(width: 0, height: 4) }
  }
}
