extension EventStream {
  /// Recognises files by their first bytes.
  static let probe = FormatProbe(.eventStream, mark: magic)
}
