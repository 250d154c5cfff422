/// What stands before the events of an AEDAT 3.1 packet.
struct AEDAT3PacketHeader: Equatable, Sendable {
  var type: Int16
  var source: Int16
  var eventByteCount: Int32
  var timeOffset: Int32
  var timeOverflow: Int32
  var eventCount: Int32

  /// Reads the 28 bytes of a header.
  init(_ bytes: UnsafeRawBufferPointer) {
    type = bytes.number(Int16.self, at: 0)
    source = bytes.number(Int16.self, at: 2)
    eventByteCount = bytes.number(Int32.self, at: 4)
    timeOffset = bytes.number(Int32.self, at: 8)
    timeOverflow = bytes.number(Int32.self, at: 12)
    eventCount = bytes.number(Int32.self, at: 20)
  }

  /// The size of what follows; nil where it is damaged.
  ///
  /// In memory a packet may have a larger capacity than events; in files the events alone are stored.
  var payloadByteCount: Int? {
    eventByteCount > 0 && eventCount >= 0 ? Int(eventByteCount) * Int(eventCount) : nil
  }

  /// Whether the events can be those of the two types that are read.
  var hasLegalEvents: Bool {
    (Int32(AEDAT3.eventByteCount)...Int32(AEDAT3.eventByteLimit)).contains(eventByteCount) && timeOffset == 4
      && timeOverflow >= 0
  }
}
