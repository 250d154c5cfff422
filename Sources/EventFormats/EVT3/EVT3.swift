/// Prophesee EVT3: 16-bit little-endian words that change a state (time, row, first column) and give events from it.
///
/// Source: <https://docs.prophesee.ai/stable/data/encoding_formats/evt3.html>.
enum EVT3 {
  /// A word's type, its bits 12...15.
  enum WordType {
    static let row: UInt16 = 0x0
    /// The row of an "exposure measurement" event of old sensors, which are no change events.
    static let exposureRow: UInt16 = 0x1
    static let column: UInt16 = 0x2
    static let vectorBase: UInt16 = 0x3
    static let vector12: UInt16 = 0x4
    static let vector8: UInt16 = 0x5
    static let timeLow: UInt16 = 0x6
    static let continued4: UInt16 = 0x7
    static let timeHigh: UInt16 = 0x8
    static let externalTrigger: UInt16 = 0xA
    static let inertial: UInt16 = 0xD
    static let other: UInt16 = 0xE
    static let continued12: UInt16 = 0xF
  }

  /// The largest coordinate of the 11 bits.
  static let largestCoordinate = 2047
  /// The largest trigger input of the 4 bits.
  static let largestTriggerChannel = 15
  /// A fall of the upper 12 bits of the time by at least this is a wrap of the 24 bits.
  static let wrapThreshold = 2048
  /// The time after which the 24 bits wrap.
  static let periodMicroseconds: Int64 = 1 << 24
}
