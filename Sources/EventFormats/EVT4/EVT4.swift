/// Prophesee EVT4: 32-bit little-endian words, one event a word, or a word and a mask for up to 32 events.
///
/// Source: <https://docs.prophesee.ai/stable/data/encoding_formats/evt4.html>.
enum EVT4 {
  /// A word's type, its bits 28...31; the mask after a vector word has none.
  enum WordType {
    static let other: UInt32 = 0x6
    static let continued: UInt32 = 0x7
    static let externalTrigger: UInt32 = 0x9
    static let off: UInt32 = 0xA
    static let on: UInt32 = 0xB
    static let vectorOff: UInt32 = 0xC
    static let vectorOn: UInt32 = 0xD
    static let timeHigh: UInt32 = 0xE
    static let padding: UInt32 = 0xF
  }

  /// The largest coordinate of the 11 bits.
  static let largestCoordinate = 2047
  /// A step back of the time base by at least this is a wrap of the 34 bits: half of the range.
  static let wrapThresholdMicroseconds: Int64 = 1 << 33
}
