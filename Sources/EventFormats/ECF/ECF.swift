/// The event compression format (ECF) of Metavision HDF5 chunks: HDF5 filter 36559.
///
/// A chunk is `u32 info`, `u64` time of the first event, then a section of times and one to three sections of pixels and
/// polarities, all little-endian and unaligned. `info` holds the number of events in bits 2...31 and the packing in bits 0
/// and 1. Source: Prophesee's public format pages.
public enum ECF {
  /// The number that the HDF5 Group has registered for the codec (0x8ECF).
  public static let filterIdentifier: Int32 = 36559
  /// The most events that one chunk can hold.
  public static let maximumEventCount = 65535
  /// The number of events in every chunk but the last of a Metavision file.
  public static let usualEventCount = 16384
  /// The largest column or row that a chunk can hold.
  public static let maximumCoordinate: UInt16 = 2047

  /// How pixels and polarities are stored.
  public enum Packing: String, Sendable, CaseIterable {
    /// Rows, columns and polarities in three sections: for runs of neighbouring pixels.
    case split
    /// Rows in one section, columns with polarities in another.
    case xp
    /// All three together: for pixels without order.
    case yxp
  }

  /// The bytes before the sections.
  static let headerSize = 12
  /// The bit of `info` that says `Packing.xp`.
  static let xpBit: UInt32 = 1
  /// The bit of `info` that says `Packing.yxp`; it wins over `xpBit`.
  static let yxpBit: UInt32 = 2
}
