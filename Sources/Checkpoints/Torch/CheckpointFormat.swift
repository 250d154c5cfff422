import SpikingNetwork

/// Tells a checkpoint from other files by its first bytes.
public enum CheckpointFormat {
  private static let archiveSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// The pickled number 0x1950A86A20F9469CFC6C, with which files before PyTorch 1.6 start.
  private static let legacySignature: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]
  private static let tarSignature = Array("ustar".utf8)
  private static let tarSignatureOffset = 257

  /// Whether the file is a checkpoint, readable or not, rather than a safetensors file.
  ///
  /// Throws what reading throws.
  public static func isCheckpoint(_ source: some ByteSource) throws -> Bool {
    let start = try source.bytes(0..<min(source.byteCount, tarSignatureOffset + tarSignature.count))
    return start.starts(with: archiveSignature) || isLegacy(start)
  }

  /// Throws `CheckpointError` for anything but a ZIP archive.
  static func check(_ source: some ByteSource) throws {
    let start = try source.bytes(0..<min(source.byteCount, tarSignatureOffset + tarSignature.count))
    guard !start.starts(with: archiveSignature) else { return }
    guard !isLegacy(start) else { throw CheckpointError.legacyFormat }
    throw CheckpointError.notAnArchive(firstBytes: Array(start.prefix(8)))
  }

  private static func isLegacy(_ start: [UInt8]) -> Bool {
    // PROTO and its version stand before the number; the oldest format of all is a tar archive.
    start.dropFirst(2).starts(with: legacySignature) || start.dropFirst(tarSignatureOffset).elementsEqual(tarSignature)
  }
}
