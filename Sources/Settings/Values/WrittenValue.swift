/// A value as it was written, before its key says how to read it.
public enum WrittenValue: Sendable, Equatable {
  /// A single value.
  case scalar(String)
  /// A list of single values.
  case list([String])
}
