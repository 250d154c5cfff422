import Events

/// Counts what packet decoders give and takes what lies outside the sensor out.
struct EventPacketSink: Sendable {
  var statistics = DecodingStatistics()
  var geometry = SensorGeometry(width: 65535, height: 65535)
  private var lastTime = Int64.min

  /// Appends an event that lies on the sensor; the batch must have room.
  mutating func append(_ event: Event, at offset: UInt64, to batch: inout EventBatch) {
    guard geometry.contains(x: event.x, y: event.y) else {
      statistics.skip(.outOfRange, at: offset)
      return
    }
    if event.time < lastTime { statistics.backwardSteps += 1 }
    lastTime = event.time
    statistics.events += 1
    batch.append(event)
  }
}
