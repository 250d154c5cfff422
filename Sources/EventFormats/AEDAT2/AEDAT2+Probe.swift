extension AEDAT2 {
  /// Recognises files by their first line, older versions too: the decoder says what is wrong with them.
  static let probe = FormatProbe(.aedat2, mark: Array("#!AER-DAT".utf8))
}
