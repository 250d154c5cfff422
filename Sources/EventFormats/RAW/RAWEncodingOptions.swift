public import Events

/// What an encoder of Prophesee RAW writes beside the events.
public struct RAWEncodingOptions: Equatable, Sendable {
  /// The sensor's size, outside of which events are refused; left out of the header where nil.
  public var geometry: SensorGeometry?
  /// Further header entries, such as `serial_number`; those that the encoder writes itself are passed over.
  public var metadata: [StreamDescription.Entry]
  /// Subtracted from every time, and written as `t0` where it is not 0, which Saccade and faery add again; other software
  /// shows times without it.
  public var timeOffsetMicroseconds: Int64
  /// Whether the stream begins with a header; network packets do not.
  public var writesHeader: Bool

  /// Creates options.
  public init(
    geometry: SensorGeometry? = nil, metadata: [StreamDescription.Entry] = [], timeOffsetMicroseconds: Int64 = 0,
    writesHeader: Bool = true
  ) {
    self.geometry = geometry
    self.metadata = metadata
    self.timeOffsetMicroseconds = timeOffsetMicroseconds
    self.writesHeader = writesHeader
  }
}
