/// How the chunks of an MCAP recording are compressed.
public enum MCAPCompression: String, Sendable, CaseIterable {
  /// Not at all.
  case none
  /// LZ4: fast.
  case lz4
  /// zstd: smaller.
  case zstd

  /// The name in a chunk's header.
  var name: String { self == .none ? "" : rawValue }

  /// The bytes in compressed form; throws where there is no memory for it.
  package func compress(_ bytes: [UInt8]) throws(EventFormatError) -> [UInt8] {
    let compressed =
      switch self {
      case .none: bytes
      case .lz4: LZ4Frame.compress(bytes, level: 0)
      case .zstd: ZstdFrame.compress(bytes, level: 1)
      }
    guard let compressed else {
      throw EventFormatError(
        .notRepresentable, "\(rawValue) finds no memory to compress a chunk of \(bytes.count) bytes", at: 0)
    }
    return compressed
  }
}
