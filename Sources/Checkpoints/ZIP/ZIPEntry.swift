/// What the central directory of a ZIP archive says about one entry.
public struct ZIPEntry: Equatable, Sendable {
  /// How an entry's bytes are kept.
  public enum Method: Equatable, Sendable {
    /// As they are.
    case stored
    /// Compressed by deflate.
    case deflated
  }

  /// The entry's name; never used as a path.
  public let name: String
  /// How its bytes are kept.
  public let method: Method
  /// The CRC-32 of its bytes; 0 also where the writer computed none.
  public let crc32: UInt32
  /// The bytes it takes in the archive.
  public let compressedByteCount: Int
  /// The bytes it has.
  public let byteCount: Int

  /// Where its local header lies in the file.
  let localHeaderOffset: Int
  /// Where the directory names it in the file.
  let directoryOffset: Int
}
