/// How Prophesee RAW is written, with each of its encodings.
package enum RAWEncoding {
  /// With EVT2 words.
  static let evt2 = encoding(
    .evt2, name: "Prophesee RAW EVT2", largestCoordinate: EVT2.largestCoordinate,
    largestTriggerChannel: EVT2.largestTriggerChannel, lowBits: 6, timeBits: 34
  ) { EVT2Encoder(options: $0) }

  /// With EVT2.1 words.
  static let evt21 = encoding(
    .evt21, name: "Prophesee RAW EVT2.1", largestCoordinate: EVT21.largestCoordinate,
    largestTriggerChannel: EVT21.largestTriggerChannel, lowBits: 6, timeBits: 34
  ) { EVT21Encoder(options: $0) }

  /// With EVT3 words.
  static let evt3 = encoding(
    .evt3, name: "Prophesee RAW EVT3", largestCoordinate: EVT3.largestCoordinate,
    largestTriggerChannel: EVT3.largestTriggerChannel, lowBits: 12, timeBits: 24
  ) { EVT3Encoder(options: $0) }

  /// Header entries that keep their meaning in another file.
  private static let carriedKeys: Set<String> = [
    "camera_integrator_name", "date", "firmware_version", "integrator_name", "plugin_integrator_name", "plugin_name",
    "sensor_generation", "sensor_name", "serial_number", "sub_system_id", "subsystem_id", "system_id",
  ]

  /// Times that need more wraps than this from the start on are stored as distances from the first.
  private static let wrapLimit: Int64 = 65_536

  private static func encoding(
    _ format: EventFormat, name: String, largestCoordinate: Int, largestTriggerChannel: Int, lowBits: Int64,
    timeBits: Int64,
    make: @escaping @Sendable (RAWEncodingOptions) -> any EventEncoder
  ) -> EventEncoding {
    let limits = EncodingLimits(
      largestX: UInt16(largestCoordinate), largestY: UInt16(largestCoordinate),
      // Events may step back within one time base.
      largestBackwardStep: 1 << UInt64(lowBits) - 1, triggers: .amongEvents,
      largestTriggerChannel: UInt8(largestTriggerChannel), holdsGeometry: true)
    return EventEncoding(WritableFormat(format: format, name: name, fileExtensions: ["raw"], limits: limits)) {
      make(rawOptions($0, timeBits: timeBits))
    }
  }

  /// An encoder with EVT3 words at the start of a file.
  package static func evt3Encoder(_ options: EncodingOptions) -> EVT3Encoder {
    EVT3Encoder(options: rawOptions(options, timeBits: 24))
  }

  private static func rawOptions(_ options: EncodingOptions, timeBits: Int64) -> RAWEncodingOptions {
    let earliest = options.earliestMicroseconds ?? 0
    let needsOffset = earliest < 0 || earliest >> timeBits >= wrapLimit
    return RAWEncodingOptions(
      geometry: options.geometry, metadata: options.metadata.filter { carriedKeys.contains($0.key.lowercased()) },
      timeOffsetMicroseconds: needsOffset ? earliest : 0)
  }
}
