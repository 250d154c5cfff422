import Pictures

/// A picture as a file.
enum PictureFile {
  /// Writes a canvas as PNG; fast where it is a photograph, which does not get much smaller.
  static func write(_ canvas: Canvas, to path: String, isFast: Bool = false) throws(CommandFailure) {
    let bytes: [UInt8]
    do { bytes = try PNGEncoder.encode(canvas, isFast: isFast) } catch { throw CommandFailure(error, path: path) }
    try OutputFile.write(bytes, to: path)
  }
}
