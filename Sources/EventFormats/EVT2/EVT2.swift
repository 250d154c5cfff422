/// Prophesee EVT2: 32-bit little-endian words, one event a word.
///
/// Source: <https://docs.prophesee.ai/stable/data/encoding_formats/evt2.html>.
enum EVT2 {
  /// A word's type, its bits 28...31.
  enum WordType {
    static let off: UInt32 = 0x0
    static let on: UInt32 = 0x1
    static let timeHigh: UInt32 = 0x8
    static let externalTrigger: UInt32 = 0xA
    static let inertial: UInt32 = 0xD
    static let other: UInt32 = 0xE
    static let continued: UInt32 = 0xF
  }

  /// The largest coordinate of the 11 bits.
  static let largestCoordinate = 2047
  /// The largest trigger input of the 5 bits.
  static let largestTriggerChannel = 31
  /// A step back of the time base by at least this is a wrap of the 34 bits: the whole range but for 10 ms.
  static let wrapThresholdMicroseconds: Int64 = (1 << 34) - 64 - 10_000
}
