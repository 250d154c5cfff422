/// What the user knows of an AEDAT 3.1 stream.
public struct AEDAT3Options: Equatable, Sendable {
  /// The number of the camera to read; where nil, that of the first packet of events.
  public var source: Int16?

  /// Creates options.
  public init(source: Int16? = nil) {
    self.source = source
  }
}
