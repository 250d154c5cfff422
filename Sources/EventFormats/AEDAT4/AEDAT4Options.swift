/// What the user knows of an AEDAT 4 stream.
public struct AEDAT4Options: Equatable, Sendable {
  /// The number of the event stream to read; where nil, the first one that the header lists.
  public var stream: Int32?

  /// Creates options.
  public init(stream: Int32? = nil) {
    self.stream = stream
  }
}
