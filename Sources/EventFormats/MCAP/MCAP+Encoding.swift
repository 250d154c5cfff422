extension MCAP {
  /// How the format is written.
  static let encoding = EventEncoding(
    WritableFormat(
      format: .mcap, name: "MCAP (ROS 2)", fileExtensions: ["mcap"],
      limits: EncodingLimits(
        largestX: UInt16(EVT3.largestCoordinate), largestY: UInt16(EVT3.largestCoordinate),
        times: 0...(Int64.max / 1000),
        // Events may step back within one upper half of EVT3's time.
        largestBackwardStep: 1 << 12 - 1, triggers: .amongEvents,
        largestTriggerChannel: UInt8(EVT3.largestTriggerChannel), holdsGeometry: true))
  ) { options in
    MCAPEncoder(
      options: MCAPEncodingOptions(
        geometry: options.geometry, topic: options.metadataValue(of: "topic") ?? MCAPEncodingOptions.usualTopic,
        frameID: options.metadataValue(of: "frame_id") ?? MCAPEncodingOptions.usualFrameID,
        compression: options.mcapCompression, earliestMicroseconds: options.earliestMicroseconds))
  }
}
