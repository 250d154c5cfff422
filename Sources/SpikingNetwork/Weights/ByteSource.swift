/// Bytes at chosen places, wherever they lie: a file that is too large to be held, or memory.
public protocol ByteSource {
  /// The number of bytes.
  var byteCount: Int { get }

  /// The bytes of a range inside `0..<byteCount`; throws where they cannot be read.
  func bytes(_ range: Range<Int>) throws -> [UInt8]
}
