public import Events

/// What the user knows of a stream better than the stream itself.
public struct DecodingOptions: Equatable, Sendable {
  /// The sensor's size; replaces the one in the header.
  public var geometry: SensorGeometry?
  /// The order of the halves of EVT2.1 words; replaces the one in the header.
  public var wordOrder: EVT21WordOrder?
  /// Whether the times of RAW streams count from their first time base instead of the sensor's zero.
  public var countsFromFirstTimeBase: Bool
  /// For AEDAT 2.0.
  public var aedat2 = AEDAT2Options()
  /// For AEDAT 3.1.
  public var aedat3 = AEDAT3Options()
  /// For AEDAT 4.
  public var aedat4 = AEDAT4Options()
  /// For Event Stream.
  public var eventStream = EventStreamOptions()
  /// For numpy arrays.
  public var numpy = NumpyOptions()
  /// For text.
  public var text = TextOptions()
  /// The topic of a ROS recording; nil for that of its first message with events.
  public var topic: String?
  /// The group of an HDF5 file that holds the datasets `x`, `y`, `t` and `p`; nil for those that are known.
  public var hdf5Group: String?

  /// Creates options.
  public init(
    geometry: SensorGeometry? = nil, wordOrder: EVT21WordOrder? = nil, countsFromFirstTimeBase: Bool = false,
    topic: String? = nil
  ) {
    self.geometry = geometry
    self.wordOrder = wordOrder
    self.countsFromFirstTimeBase = countsFromFirstTimeBase
    self.topic = topic
  }
}

extension EventFormat {
  /// A decoder at the start of a stream of this format.
  public func makeDecoder(options: DecodingOptions = DecodingOptions()) -> any EventDecoder {
    switch self {
    case .dat: DATDecoder(geometry: options.geometry)
    case .raw: RAWDecoder(options: options)
    case .evt2, .evt21, .evt3, .evt4: RAWDecoder(encoding: self, options: options)
    case .aedat4: AEDAT4Decoder(options: options.aedat4, geometry: options.geometry)
    case .aedat3: AEDAT3Decoder(options: options.aedat3, geometry: options.geometry)
    case .aedat2: AEDAT2Decoder(options: options.aedat2, geometry: options.geometry)
    case .eventStream: EventStreamDecoder(options: options.eventStream, geometry: options.geometry)
    case .atisBinary: ATISBinaryDecoder(geometry: options.geometry)
    case .numpy: NumpyDecoder(options: options.numpy, geometry: options.geometry)
    case .text: TextDecoder(options: options.text, geometry: options.geometry)
    case .metavisionHDF5, .dsecHDF5, .rvtHDF5, .rosbag2SQLite, .simulation, .eventPacket: FileOnlyDecoder(format: self)
    case .events: EventRecordDecoder(geometry: options.geometry)
    case .spif: SPIFDecoder(geometry: options.geometry)
    case .mcap: MCAPDecoder(topic: options.topic, geometry: options.geometry)
    case .rosbag1: ROSBag1Decoder(topic: options.topic, geometry: options.geometry)
    }
  }
}
