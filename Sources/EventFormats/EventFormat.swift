/// The event-stream formats that Saccade knows.
public enum EventFormat: String, Sendable, CaseIterable {
  /// Prophesee DAT, versions 1 and 2.
  case dat
  /// Prophesee RAW, whose header names one of the encodings that follow.
  case raw
  /// Prophesee RAW, EVT2: 32-bit words.
  case evt2
  /// Prophesee RAW, EVT2.1: 64-bit words of up to 32 events.
  case evt21
  /// Prophesee RAW, EVT3: 16-bit words with state.
  case evt3
  /// Prophesee RAW, EVT4: 32-bit words, with vectors.
  case evt4
  /// AEDAT 4 of DV.
  case aedat4
  /// AEDAT 3.1 of cAER.
  case aedat3
  /// AEDAT 2.0 of jAER.
  case aedat2
  /// Event Stream, version 2.
  case eventStream = "es"
  /// The 5-byte records of ATIS recordings such as N-MNIST.
  case atisBinary = "atis"
  /// A numpy array.
  case numpy = "npy"
  /// Text, one event a line.
  case text = "csv"
  /// Metavision HDF5, chunks of ECF or unfiltered.
  case metavisionHDF5 = "hdf5"
  /// HDF5 in DSEC's layout.
  case dsecHDF5 = "dsec"
  /// HDF5 in the layout that RVT reads.
  case rvtHDF5 = "rvt"
  /// ROS 2 recordings in MCAP with `event_camera_msgs/EventPacket`.
  case mcap
  /// ROS 2 recordings in SQLite with `event_camera_msgs/EventPacket`.
  case rosbag2SQLite = "db3"
  /// ROS 1 recordings with `event_camera_msgs/EventPacket`.
  case rosbag1 = "bag"
  /// SPIF's words, as aestream sends them: a network format.
  case spif
  /// Single `event_camera_msgs/EventPacket` messages in CDR: a network format.
  case eventPacket = "eventpacket"
  /// Events as they are in memory, 16 bytes each: x u16, y u16, polarity i32, time i64; what plug-ins give.
  case events
  /// A scene that is simulated while it is read, with an address instead of a file.
  case simulation = "sim"
}

extension EventFormat {
  /// Whether it can be decoded as a stream; the others need the whole file at hand.
  public var isStream: Bool {
    switch self {
    case .metavisionHDF5, .dsecHDF5, .rvtHDF5, .rosbag2SQLite, .simulation, .eventPacket: false
    default: true
    }
  }
}
