public import Events

/// What an encoder is told beside the events.
public struct EncodingOptions: Equatable, Sendable {
  /// The sensor's size; nil where it is not known.
  public var geometry: SensorGeometry?
  /// The header entries of the recording that the events come from; encoders take from them what their format has a
  /// place for.
  public var metadata: [StreamDescription.Entry]
  /// The earliest time in microseconds, from which formats with room for it count where their times do not reach; nil
  /// where it is not known.
  public var earliestMicroseconds: Int64?
  /// Whether external triggers are written instead of events, in formats that hold them apart.
  public var holdsTriggersOnly: Bool
  /// Whether the beginning of the file can be written again at the end (`HeaderRevisingEncoder`), as it can in a regular
  /// file.
  public var canReviseHeader = false
  /// For AEDAT 4.
  public var aedat4Compression = AEDAT4.Compression.lz4
  /// For MCAP.
  public var mcapCompression = MCAPCompression.zstd
  /// For numpy arrays.
  public var numpyLayout = Numpy.Layout.structured
  /// For text.
  public var text = TextEncoder.Options()

  /// Creates options.
  public init(
    geometry: SensorGeometry? = nil, metadata: [StreamDescription.Entry] = [], earliestMicroseconds: Int64? = nil,
    holdsTriggersOnly: Bool = false
  ) {
    self.geometry = geometry
    self.metadata = metadata
    self.earliestMicroseconds = earliestMicroseconds
    self.holdsTriggersOnly = holdsTriggersOnly
  }

  /// The last value of a header entry, letter case ignored.
  package func metadataValue(of key: String) -> String? {
    metadata.last { $0.key.lowercased() == key.lowercased() }?.value
  }
}
