extension AEDAT4 {
  /// Recognises files by their first line.
  static let probe = FormatProbe(.aedat4, mark: Array("#!AER-DAT4".utf8))
}
