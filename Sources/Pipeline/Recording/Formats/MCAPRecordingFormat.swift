import EventFormats
import Events
import Messages

/// Detections, or events, or both in MCAP: the messages of `MCAPDetectionMessages`, and `/CAMERA/events`
/// (`event_camera_msgs/msg/EventPacket`) with EVT3 words.
///
/// A packet's message has the time of its first event: the host's of a live source, else the sensor's, as frames have theirs.
struct MCAPRecordingFormat: RecordingFormat {
  private var file: MCAPFileEncoder
  private var messages: MCAPDetectionMessages
  private var packets: EventPacketEncoder
  private let eventChannel: Int

  init(camera: String, holdsDetections: Bool, holdsEvents: Bool, geometry: SensorGeometry?) {
    var channels = holdsDetections ? MCAPDetectionMessages.channels(camera: camera) : []
    eventChannel = channels.count
    if holdsEvents {
      channels.append(
        MCAPChannel(
          schemaName: EventPacketMessage.typeName, schemaEncoding: "ros2msg",
          schema: Array(EventPacketMessage.definition.utf8), topic: "/\(camera)/events", messageEncoding: "cdr"))
    }
    file = MCAPFileEncoder(profile: "ros2", channels: channels, compression: .zstd)
    messages = MCAPDetectionMessages(camera: camera)
    packets = EventPacketEncoder(geometry: geometry, frameID: camera)
  }

  mutating func add(
    _ batch: borrowing EventBatch, clockOffset: Int64?, followsLoss: Bool, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    guard let first = batch.firstTime else { return }
    let (sensor, overflow) = max(0, first).multipliedReportingOverflow(by: 1000)
    let (host, overflowsToo) = sensor.addingReportingOverflow(clockOffset ?? 0)
    let stamp = overflow || overflowsToo ? Int64.max : max(0, host)
    do throws(EventFormatError) {
      if followsLoss { packets.skipNumber() }
      try packets.add(batch)
      let sequence = UInt32(truncatingIfNeeded: packets.sequence)
      guard let message = try packets.endPacket(stampNanoseconds: stamp, offset: UInt64(file.byteCount)) else { return }
      try file.add(channel: eventChannel, sequence: sequence, time: UInt64(stamp), into: &bytes) { $0 += message }
    } catch { throw MCAPDetectionMessages.failure(error) }
  }

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) throws(PipelineError) {
    try messages.add(frame, meta: meta, to: &file, into: &bytes)
  }

  mutating func flush(into bytes: inout [UInt8]) throws(PipelineError) {
    do throws(EventFormatError) { try file.flush(into: &bytes) } catch { throw MCAPDetectionMessages.failure(error) }
  }

  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError) {
    do throws(EventFormatError) { try file.finish(into: &bytes) } catch { throw MCAPDetectionMessages.failure(error) }
  }
}
