import Pictures

/// Images by path.
enum ImageFile {
  /// The largest file that is read: more than the largest image has uncompressed.
  private static let byteLimit = 1 << 30

  /// Reads and decodes an image; throws `CommandFailure` that names the file.
  static func read(path: String) throws(CommandFailure) -> DecodedImage {
    let file = try InputFile(path: path)
    guard file.byteCount <= byteLimit else {
      throw CommandFailure(
        .badData, "\(path): no image: the file has \(file.byteCount) bytes, and at most \(byteLimit) are read")
    }
    let bytes = try file.bytes()
    do { return try ImageDecoder.decode(bytes) } catch { throw CommandFailure(.badData, "\(path): \(error)") }
  }
}
