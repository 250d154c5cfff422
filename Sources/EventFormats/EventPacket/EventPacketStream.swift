import Events

/// Decodes the `EventPacket` messages of one topic of a ROS recording, whatever the recording's container.
///
/// The container tells of its channels and hands over one message after the other. The topic is the one asked for, or else that
/// of the first such message.
package struct EventPacketStream: Sendable {
  /// What the first packet says; nil before it.
  package private(set) var description: StreamDescription?

  private var topics: EventPacketTopics
  private let format: EventFormat
  private let givenGeometry: SensorGeometry?
  private var lastSequence: UInt64?
  /// The bytes of the events of all packets before this one.
  private var offset: UInt64 = 0

  private var sink = EventPacketSink()
  private var encoding = EventPacketEncoding.evt3
  private var evt3 = EVT3Decoder()
  private var libcaer = LibcaerPacketDecoder()
  private var libcaerCompressed = LibcaerCompressedPacketDecoder()
  private var mono = MonoPacketDecoder()

  private var message: [UInt8] = []
  /// The bytes of the message that are still to be decoded.
  private var payload = 0..<0
  /// The host's time of the message, until its first event has come.
  private var stampNanoseconds: Int64?

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - format: the container, for the description.
  ///   - topic: the topic to decode; nil for that of the first packet.
  ///   - geometry: the sensor's size, where it is known better than by the packets.
  package init(format: EventFormat, topic: String?, geometry: SensorGeometry?) {
    self.format = format
    topics = EventPacketTopics(asked: topic)
    givenGeometry = geometry
  }

  /// What has been decoded and what has been skipped; offsets count the bytes of all packets' events.
  package var statistics: DecodingStatistics {
    var statistics = sink.statistics
    statistics += evt3.statistics
    return statistics
  }

  /// Whether a message is still being decoded.
  package var isDecoding: Bool { !payload.isEmpty || hasPendingEvents }

  /// Takes note of a channel on which messages may come.
  package mutating func addChannel(_ channel: UInt32, topic: String, type: String, serialization: ROSSerialization?) {
    topics.addChannel(channel, topic: topic, type: type, serialization: serialization)
  }

  /// Whether the messages of a channel are decoded; those that are not are counted here.
  package mutating func wantsMessage(on channel: UInt32) -> Bool {
    if let reason = topics.skipReason(forMessageOn: channel) {
      sink.statistics.skip(reason, at: offset)
      return false
    }
    return true
  }

  /// Counts something of the container that was skipped.
  package mutating func skip(_ reason: SkipReason, count: UInt64 = 1) {
    sink.statistics.skip(reason, at: offset, count: count)
  }

  /// Counts a part of the container whose checksum does not match.
  package mutating func countChecksumMismatch() { sink.statistics.checksumMismatches += 1 }

  /// Begins a message, when none is being decoded.
  ///
  /// - Parameters:
  ///   - bytes: the message behind `prefix` bytes of the container's; exchanged for other storage, to be used for the next.
  ///   - channel: one that is wanted.
  package mutating func begin(_ bytes: inout [UInt8], prefix: Int, on channel: UInt32) {
    swap(&message, &bytes)
    guard let serialization = topics.serialization(of: channel) else { return skip(.unknownType) }
    let header = message.withUnsafeBytes { bytes in
      EventPacketHeader(UnsafeRawBufferPointer(rebasing: bytes[min(prefix, bytes.count)...]), serialization)
    }
    guard let header, let encoding = EventPacketEncoding(rawValue: header.encoding) else {
      return skip(header == nil ? .malformed : .unknownType)
    }
    if description == nil { describe(header, encoding, topic: topics.choose(channel)) }
    guard self.encoding == encoding, agrees(header) else { return skip(.malformed) }
    follow(header.sequence)
    let start = prefix + header.payload.lowerBound
    // A word that is cut off belongs to no other packet.
    let surplus = header.payload.count % encoding.recordSize
    if surplus != 0 { skip(.malformed) }
    payload = start..<(start + header.payload.count - surplus)
    stampNanoseconds = header.stampNanoseconds
    if header.isBigEndian { swapBytes(wordSize: encoding.wordSize) }
    let timeBaseMicroseconds = Int64(header.timeBaseNanoseconds / 1000)
    switch encoding {
    case .evt3: break
    case .libcaer: libcaer.begin(timeBaseMicroseconds: timeBaseMicroseconds)
    case .libcaerCompressed: libcaerCompressed.begin(timeBaseMicroseconds: timeBaseMicroseconds)
    case .mono, .trigger: mono.begin(timeBaseNanoseconds: header.timeBaseNanoseconds)
    }
  }

  /// Decodes more of the message until it ends or the batch is full.
  package mutating func decode(into batch: inout EventBatch) {
    // A second reference, so that the bytes may be read while the rest changes.
    let message = message
    let countBefore = batch.count
    while isDecoding, !batch.isFull {
      let bytes = message.span.bytes.extracting(payload)
      let consumed =
        switch encoding {
        case .evt3: evt3.decode(bytes, into: &batch)
        case .libcaer: libcaer.decode(bytes, at: offset, into: &batch, &sink)
        case .libcaerCompressed: libcaerCompressed.decode(bytes, at: offset, into: &batch, &sink)
        case .mono, .trigger: mono.decode(bytes, at: offset, into: &batch, &sink)
        }
      payload = (payload.lowerBound + consumed)..<payload.upperBound
      offset += UInt64(consumed)
    }
    stampFirstEvent(of: &batch, at: countBefore)
  }

  /// Notes the message's time at its first event.
  private mutating func stampFirstEvent(of batch: inout EventBatch, at index: Int) {
    guard let nanoseconds = stampNanoseconds, batch.count > index else { return }
    stampNanoseconds = nil
    let time = batch.events[index].time
    // A stamp that was left out is 0.
    guard nanoseconds != 0 || time == 0 else { return }
    batch.stamps.append(HostStamp(index: index, sensorMicroseconds: time, hostNanoseconds: nanoseconds))
  }

  /// Ends the stream; throws `unsupported` where it had no packet that could be decoded.
  package func finish() throws(EventFormatError) {
    if description == nil { throw topics.nothingFound() }
  }

  private var hasPendingEvents: Bool { evt3.hasPendingEvents || libcaerCompressed.hasPendingEvents }

  private mutating func describe(_ header: EventPacketHeader, _ encoding: EventPacketEncoding, topic: String) {
    var description = StreamDescription(format: format, variant: encoding.rawValue)
    let stated = SensorGeometry(parsing: "\(header.width)x\(header.height)")
    description.geometry = givenGeometry ?? stated
    description.geometryOrigin = givenGeometry != nil ? .option : stated != nil ? .header : nil
    description.metadata = [
      StreamDescription.Entry(key: "topic", value: topic),
      StreamDescription.Entry(key: "frame_id", value: header.frameID),
    ]
    self.description = description
    self.encoding = encoding
    sink.geometry = description.geometry ?? sink.geometry
    mono.isTriggers = encoding == .trigger
    // Drivers leave the time base of EVT3 at 0; where it is not, the messages' definition says to add it.
    evt3 = EVT3Decoder(
      description: description,
      timeOrigin: .absolute(offsetMicroseconds: Int64(min(header.timeBaseNanoseconds / 1000, 1 << 62))))
  }

  private func agrees(_ header: EventPacketHeader) -> Bool {
    guard givenGeometry == nil, let geometry = description?.geometry else { return true }
    return Int(header.width) == geometry.width && Int(header.height) == geometry.height
  }

  /// Counts the packets that are missing before this one.
  private mutating func follow(_ sequence: UInt64) {
    defer { lastSequence = sequence }
    guard let lastSequence, sequence != lastSequence &+ 1 else { return }
    if sequence > lastSequence { sink.statistics.lostPackets &+= sequence - lastSequence - 1 }
    evt3.noteLostBytes()
  }

  private mutating func swapBytes(wordSize: Int) {
    for word in stride(from: payload.lowerBound, to: payload.upperBound, by: wordSize) {
      message[word..<(word + wordSize)].reverse()
    }
  }
}
