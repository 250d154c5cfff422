/// One filter that an HDF5 dataset's chunks pass through.
package struct HDF5Filter: Equatable, Sendable {
  /// The number under which the HDF5 Group has registered it.
  package var identifier: Int32
  /// Its parameters.
  package var values: [UInt32]

  /// Creates a filter.
  package init(identifier: Int32, values: [UInt32]) {
    self.identifier = identifier
    self.values = values
  }

  /// zlib's deflate.
  package static let deflate: Int32 = 1
  /// Bytes of equal significance put together.
  package static let shuffle: Int32 = 2
  /// A checksum of four bytes at the end.
  package static let fletcher32: Int32 = 3
  /// h5py's LZF.
  package static let lzf: Int32 = 32000
  /// Blosc with any of its compressors.
  package static let blosc: Int32 = 32001
  /// Prophesee's event compression.
  package static let ecf: Int32 = 36559

  /// The filter's name where Saccade knows it, otherwise its number.
  package var name: String {
    switch identifier {
    case Self.deflate: "deflate"
    case Self.shuffle: "shuffle"
    case Self.fletcher32: "fletcher32"
    case Self.lzf: "lzf"
    case Self.blosc: "blosc"
    case Self.ecf: "ecf"
    default: "filter \(identifier)"
    }
  }

  /// Whether chunks that passed through it can be decoded.
  package var isKnown: Bool {
    [Self.deflate, Self.shuffle, Self.fletcher32, Self.lzf, Self.blosc].contains(identifier)
  }
}
