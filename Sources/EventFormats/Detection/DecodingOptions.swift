public import Events

/// What the user knows of a stream better than the stream itself.
public struct DecodingOptions: Equatable, Sendable {
  /// The sensor's size; replaces the one in the header.
  public var geometry: SensorGeometry?

  /// Creates options.
  public init(geometry: SensorGeometry? = nil) {
    self.geometry = geometry
  }
}

extension EventFormat {
  /// A decoder at the start of a stream of this format.
  public func makeDecoder(options: DecodingOptions = DecodingOptions()) -> any EventDecoder {
    switch self {
    case .dat: DATDecoder(geometry: options.geometry)
    }
  }
}
