public import Events

/// What is known of a stream before its first event.
public struct StreamDescription: Equatable, Sendable {
  /// Where a sensor geometry was taken from.
  public enum GeometryOrigin: String, Sendable, CaseIterable {
    /// The stream's header states it.
    case header
    /// The sensor or system named in the header has this geometry.
    case system
    /// The user gave it.
    case option
    /// The format's only sensor has it.
    case format
    /// The smallest geometry that holds all events read.
    case events
  }

  /// The format.
  public var format: EventFormat
  /// A detail of the format, such as a version or an encoding; empty where there is none.
  public var variant: String
  /// The sensor's size; nil where the stream does not say.
  public var geometry: SensorGeometry?
  /// Where `geometry` was taken from; nil where it is nil.
  public var geometryOrigin: GeometryOrigin?
  /// The header's entries in file order.
  public var metadata: [Entry]

  /// One entry of a header.
  public struct Entry: Equatable, Sendable {
    /// The entry's name.
    public var key: String
    /// The entry's value as text.
    public var value: String

    /// Creates an entry.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Creates a description.
  public init(
    format: EventFormat, variant: String = "", geometry: SensorGeometry? = nil,
    geometryOrigin: GeometryOrigin? = nil, metadata: [Entry] = []
  ) {
    self.format = format
    self.variant = variant
    self.geometry = geometry
    self.geometryOrigin = geometryOrigin
    self.metadata = metadata
  }
}
