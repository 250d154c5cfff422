import Events

/// Encodes events as `event_camera_msgs/EventPacket` messages with EVT3 words, whatever they are written into.
///
/// Each packet can be decoded without those before it. Times in the words count from the packets' `time_base`, which is the same
/// for all of them: 0 where the first lies within EVT3's first 16.8 seconds. Throws `notRepresentable` for what EVT3 cannot
/// hold: see `EVT3Encoder`.
package struct EventPacketEncoder: Sendable {
  private let geometry: SensorGeometry?
  private let frameID: String
  private let earliestMicroseconds: Int64?
  private var words: EVT3Encoder?
  private var timeOffset: Int64 = 0
  private var payload: [UInt8] = []
  /// The number of the next packet.
  package private(set) var sequence: UInt64 = 0

  /// Creates an encoder at the start of a recording.
  ///
  /// - Parameters:
  ///   - geometry: the sensor's size, outside of which events are refused; the packets say 0 x 0 where it is nil.
  ///   - frameID: the name of the camera's coordinate frame.
  ///   - earliestMicroseconds: the earliest time, where it is known before the events are.
  package init(geometry: SensorGeometry?, frameID: String, earliestMicroseconds: Int64? = nil) {
    self.geometry = geometry
    self.frameID = frameID
    self.earliestMicroseconds = earliestMicroseconds
  }

  /// The bytes of the words of the packet so far.
  package var payloadByteCount: Int { payload.count }

  /// Leaves a number out, by which readers see that something is missing before the next packet.
  package mutating func skipNumber() { sequence += 1 }

  /// Adds events to the packet.
  package mutating func add(_ events: Span<Event>) throws(EventFormatError) {
    guard events.count > 0 else { return }
    begin(at: events[0].time)
    try words?.encode(events, into: &payload)
  }

  /// Adds the events of a batch to the packet, and each of its triggers before the first event that is later.
  package mutating func add(_ batch: borrowing EventBatch) throws(EventFormatError) {
    let events = batch.events
    var position = 0
    for trigger in batch.triggers {
      let start = position
      while position < events.count && events[position].time <= trigger.time { position += 1 }
      try add(events.extracting(start..<position))
      try add(triggers: [trigger])
    }
    try add(events.extracting(position..<events.count))
  }

  /// Adds external triggers to the packet.
  package mutating func add(triggers: [TriggerEvent]) throws(EventFormatError) {
    guard let first = triggers.first else { return }
    begin(at: first.time)
    try words?.encode(triggers: triggers, into: &payload)
  }

  /// Ends the packet.
  ///
  /// - Parameters:
  ///   - stampNanoseconds: the time in its header.
  ///   - offset: how many bytes the recording has so far, for messages.
  /// - Returns: the message in CDR; nil where the packet has nothing.
  package mutating func endPacket(
    stampNanoseconds: Int64, offset: UInt64 = 0
  ) throws(EventFormatError) -> [UInt8]? {
    words?.endPacket(into: &payload)
    guard !payload.isEmpty else { return nil }
    let base = UInt64(timeOffset).multipliedReportingOverflow(by: 1000)
    guard !base.overflow else {
      throw EventFormatError(
        .notRepresentable,
        "MCAP cannot hold times from \(timeOffset) on: the nanoseconds of packets end at 2^64; shift the times",
        at: offset)
    }
    let header = EventPacketHeader(
      stampNanoseconds: stampNanoseconds, frameID: frameID, height: UInt32(geometry?.height ?? 0),
      width: UInt32(geometry?.width ?? 0), sequence: sequence, timeBaseNanoseconds: base.partialValue, encoding: .evt3)
    var message: [UInt8] = []
    message.reserveCapacity(payload.count + 128)
    EventPacketMessage.append(header, payload: payload, to: &message)
    sequence += 1
    payload.removeAll(keepingCapacity: true)
    return message
  }

  private mutating func begin(at time: Int64) {
    guard words == nil else { return }
    // EVT3's 24 bits would have to wrap often to reach a late start.
    timeOffset = max(0, earliestMicroseconds ?? time) & ~(EVT3.periodMicroseconds - 1)
    words = EVT3Encoder(
      options: RAWEncodingOptions(geometry: geometry, timeOffsetMicroseconds: timeOffset, writesHeader: false))
  }
}
