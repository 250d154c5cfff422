extension Numpy {
  /// Recognises files by their first bytes.
  static let probe = FormatProbe(.numpy, mark: magic)
}
