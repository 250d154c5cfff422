/// Prophesee EVT2.1: 64-bit words, each up to 32 events of one row, polarity and time.
///
/// Source: <https://docs.prophesee.ai/stable/data/encoding_formats/evt21.html>.
enum EVT21 {
  /// A word's type, its bits 60...63.
  enum WordType {
    static let off: UInt64 = 0x0
    static let on: UInt64 = 0x1
    static let timeHigh: UInt64 = 0x8
    static let externalTrigger: UInt64 = 0xA
    static let other: UInt64 = 0xE
    static let continued: UInt64 = 0xF
  }

  /// The largest coordinate of the 11 bits.
  static let largestCoordinate = 2047
  /// The largest trigger input of the 5 bits.
  static let largestTriggerChannel = 31
  /// A step back of the time base by at least this is a wrap of the 34 bits: only the one from the largest base to 0.
  static let wrapThresholdMicroseconds: Int64 = ((1 << 28) - 1) << 6
}
