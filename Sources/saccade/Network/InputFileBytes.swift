import SpikingNetwork

/// A file whose bytes are read where they are needed.
///
/// It is not mapped: a file that is cut short while it is read is then an error, and does not end the process.
final class InputFileBytes: ByteSource {
  private let file: InputFile

  /// Opens a regular file; throws `CommandFailure` with status 66 where that is not possible.
  init(path: String) throws(CommandFailure) { file = try InputFile(path: path) }

  /// Its size in bytes when it was opened.
  var byteCount: Int { file.byteCount }

  /// Reads a range, which must lie inside the file.
  func bytes(_ range: Range<Int>) throws -> [UInt8] { try file.bytes(range) }

  /// The digest of the whole file; `progress` is called with the fraction of it that was read, 0...1.
  func digest(progress: (Double) -> Void) throws -> ModelDigest {
    let chunkByteCount = 1 << 20
    var digest = ModelDigest()
    for start in stride(from: 0, to: byteCount, by: chunkByteCount) {
      let chunk = try bytes(start..<min(start + chunkByteCount, byteCount))
      digest.add(chunk.span)
      progress(Double(start + chunk.count) / Double(byteCount))
    }
    return digest
  }
}
