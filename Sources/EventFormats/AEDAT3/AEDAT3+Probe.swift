extension AEDAT3 {
  /// Recognises files by their first line.
  static let probe = FormatProbe(.aedat3, mark: Array("#!AER-DAT3".utf8))
}
