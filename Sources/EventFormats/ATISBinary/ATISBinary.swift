/// The 5-byte records of ATIS recordings such as N-MNIST, N-Caltech101 and N-Cars: x, y, and 24 bits with polarity and
/// time, highest byte first.
///
/// There is no header.
///
/// Source: https://www.garrickorchard.com/datasets/n-mnist
public enum ATISBinary {
  /// The size of a record.
  static let recordByteCount = 5
  /// The row that marks a record as an overflow of the time.
  static let overflowRow: UInt8 = 240
  /// What an overflow adds to the times that follow, in microseconds.
  static let overflowMicroseconds: Int64 = 1 << 13
  /// The bits of the time.
  static let timeMask: UInt32 = 0x7F_FFFF
  /// The bit of the polarity.
  static let polarityMask: UInt32 = 0x80_0000
}
