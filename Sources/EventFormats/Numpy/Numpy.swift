/// Arrays of events in numpy's file format: structured records, or rows of numbers.
///
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public enum Numpy {
  /// How the events of a file are laid out.
  public enum Layout: String, Sendable, CaseIterable {
    /// Records with the fields t (8 bytes), x, y (2 bytes each) and p (1 byte).
    case structured
    /// Rows of four 8-byte integers t, x, y, p.
    case rows
  }

  /// The bytes that a file begins with, before the two bytes of the version.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The size of the magic and the version.
  static let prefixByteCount = 8
  /// The largest size of the header.
  static let headerByteLimit = 1 << 20
  /// The largest size of a record.
  static let recordByteLimit = 1 << 16
}
