import Events

/// Which pixels and trigger inputs an encoder accepts.
struct RAWEncodingLimits: Sendable {
  private let geometry: SensorGeometry?
  private let largestCoordinate: Int
  private let largestTriggerChannel: Int

  /// Creates limits of an encoding, narrowed by the sensor's size.
  init(geometry: SensorGeometry?, largestCoordinate: Int, largestTriggerChannel: Int) {
    self.geometry = geometry
    self.largestCoordinate = largestCoordinate
    self.largestTriggerChannel = largestTriggerChannel
  }

  /// - Throws: `notRepresentable` for pixels outside.
  func check(_ event: Event, byteCount: UInt64) throws(EventFormatError) {
    guard event.x <= largestCoordinate, event.y <= largestCoordinate, geometry?.contains(x: event.x, y: event.y) ?? true
    else {
      let size = geometry.map { "a sensor of \($0), and coordinates" } ?? "coordinates"
      throw EventFormatError(
        .notRepresentable,
        "RAW cannot hold an event at x \(event.x), y \(event.y): it has \(size) of 0...\(largestCoordinate); crop the events",
        at: byteCount)
    }
  }

  /// - Throws: `notRepresentable` for inputs that have no number here.
  func check(_ trigger: TriggerEvent, byteCount: UInt64) throws(EventFormatError) {
    guard trigger.channel <= largestTriggerChannel else {
      throw EventFormatError(
        .notRepresentable,
        "RAW cannot hold a trigger on channel \(trigger.channel): channels here are 0...\(largestTriggerChannel)",
        at: byteCount)
    }
  }
}
