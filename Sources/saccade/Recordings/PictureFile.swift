import Pictures

/// A picture as a file.
enum PictureFile {
  /// Writes a canvas as PNG.
  static func write(_ canvas: Canvas, to path: String) throws(CommandFailure) {
    let bytes: [UInt8]
    do { bytes = try PNGEncoder.encode(canvas) } catch { throw CommandFailure(error, path: path) }
    try OutputFile.write(bytes, to: path)
  }
}
