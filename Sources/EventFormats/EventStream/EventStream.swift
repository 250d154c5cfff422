/// Event Stream (`.es`), version 2: a header with the kind of events and the sensor's size, then events with times
/// relative to each other.
///
/// Source: https://github.com/neuromorphic-paris/event_stream
public enum EventStream {
  /// What the events of a file are.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// Bytes of any meaning.
    case generic = 0
    /// Changes of brightness.
    case dvs = 1
    /// Changes of brightness and threshold crossings that measure exposure.
    case atis = 2
    /// Colours.
    case color = 4
  }

  /// Which row is y = 0 in a file.
  public enum Origin: String, Sendable, CaseIterable {
    /// The bottom one, as the format has it.
    case bottomLeft = "bottom-left"
    /// The top one, as some writers have it.
    case topLeft = "top-left"
  }

  /// The bytes that a file begins with.
  static let magic = Array("Event Stream".utf8)
  /// The version that is read and written.
  static let version: [UInt8] = [2, 0, 0]
  /// The size of the magic, the version and the kind.
  static let prefixByteCount = 16
  /// The size of an event: the time byte, x and y.
  static let eventByteCount = 5
}
