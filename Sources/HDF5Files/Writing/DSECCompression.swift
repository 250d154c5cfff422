/// How the chunks of a DSEC-layout file are compressed: with Blosc, after its byte shuffle.
public struct DSECCompression: Equatable, Sendable {
  /// Blosc's compressors.
  public enum Compressor: String, Sendable, CaseIterable {
    case blosclz
    case lz4
    case zlib
    case zstd

    /// Its number among the filter's parameters.
    var number: UInt32 {
      switch self {
      case .blosclz: 0
      case .lz4: 1
      case .zlib: 4
      case .zstd: 5
      }
    }
  }

  /// The compressor.
  public var compressor: Compressor
  /// How hard it tries, 1...9.
  public var level: Int

  /// Creates a setting; `level` is 1...9.
  public init(compressor: Compressor = .zstd, level: Int = 1) {
    precondition((1...9).contains(level))
    self.compressor = compressor
    self.level = level
  }
}
