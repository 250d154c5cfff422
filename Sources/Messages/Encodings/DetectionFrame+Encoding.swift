import Detections
import Events
internal import SwiftProtobuf

extension DetectionFrame: WireMessage {
  var wire: Saccade_V1_DetectionFrame {
    var wire = Saccade_V1_DetectionFrame()
    wire.source = source
    wire.session = session
    wire.sequence = sequence
    wire.windowStartUs = windowStartMicroseconds
    wire.windowEndUs = windowEndMicroseconds
    wire.hostTimeNs = hostTimeNanoseconds
    wire.publishTimeNs = publishTimeNanoseconds
    wire.clock = clock.wire
    wire.width = UInt32(geometry.width)
    wire.height = UInt32(geometry.height)
    wire.events = events
    wire.eventsDropped = eventsDropped
    wire.windowsSkipped = windowsSkipped
    wire.stateReset = stateReset
    wire.model = model
    wire.detections = detections.map { detection in
      var wire = Saccade_V1_Detection()
      wire.x = detection.x
      wire.y = detection.y
      wire.width = detection.width
      wire.height = detection.height
      wire.score = detection.score
      wire.classID = detection.classID
      wire.trackID = detection.trackID
      return wire
    }
    return wire
  }

  init(wire: Saccade_V1_DetectionFrame) throws(MessageError) {
    self.init(
      source: wire.source, session: wire.session, sequence: wire.sequence,
      windowStartMicroseconds: wire.windowStartUs, windowEndMicroseconds: wire.windowEndUs,
      hostTimeNanoseconds: wire.hostTimeNs, publishTimeNanoseconds: wire.publishTimeNs,
      clock: ClockSource(wire: wire.clock),
      geometry: try SensorGeometry(wireWidth: wire.width, height: wire.height, field: "DetectionFrame.width x height"),
      events: wire.events, eventsDropped: wire.eventsDropped, windowsSkipped: wire.windowsSkipped,
      stateReset: wire.stateReset, model: wire.model,
      detections: wire.detections.map {
        Detection(
          x: $0.x, y: $0.y, width: $0.width, height: $0.height, score: $0.score, classID: $0.classID,
          trackID: $0.trackID)
      })
  }

  /// The value in protobuf; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message would exceed protobuf's 2 GiB.
  public func protobuf() throws(MessageError) -> [UInt8] { try encodedProtobuf() }

  /// The value in protobuf's canonical JSON mapping, as UTF-8 without line breaks; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message cannot be written.
  public func json() throws(MessageError) -> [UInt8] { try encodedJSON() }

  /// Reads the value from protobuf.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(protobuf bytes: [UInt8]) throws(MessageError) { try self.init(decodingProtobuf: bytes) }

  /// Reads the value from protobuf's canonical JSON mapping in UTF-8; unknown fields are skipped.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(json bytes: [UInt8]) throws(MessageError) { try self.init(decodingJSON: bytes) }
}
