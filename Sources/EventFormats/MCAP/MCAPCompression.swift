internal import CLZ4
internal import CZstd

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

  /// Appends bytes in compressed form; throws where there is no memory for it.
  package func append(_ bytes: [UInt8], to output: inout [UInt8]) throws(EventFormatError) {
    let start = output.count
    let bound: Int
    switch self {
    case .none:
      output += bytes
      return
    case .lz4: bound = LZ4F_compressFrameBound(bytes.count, nil)
    case .zstd: bound = ZSTD_compressBound(bytes.count)
    }
    output.append(contentsOf: repeatElement(0, count: bound))
    let written = output.withUnsafeMutableBytes { target in
      let place = target.baseAddress.map { $0 + start }
      return bytes.withUnsafeBytes { source in
        self == .lz4
          ? LZ4F_compressFrame(place, bound, source.baseAddress, source.count, nil)
          : ZSTD_compress(place, bound, source.baseAddress, source.count, 1)
      }
    }
    let isFailure = self == .lz4 ? LZ4F_isError(written) != 0 : ZSTD_isError(written) != 0
    guard !isFailure else {
      output.removeSubrange(start...)
      throw EventFormatError(.notRepresentable, "\(rawValue) cannot compress a chunk of \(bytes.count) bytes", at: 0)
    }
    output.removeSubrange((start + written)...)
  }
}
