extension AEDAT4 {
  /// How AEDAT 4 is written: LZ4 unless the options say otherwise, with a table of packets where it can be.
  static let encoding = EventEncoding(
    WritableFormat(
      format: .aedat4, name: "AEDAT 4", fileExtensions: ["aedat4", "aedat"],
      limits: EncodingLimits(
        largestX: 0x7FFF, largestY: 0x7FFF, triggers: .amongEvents, largestTriggerChannel: 0, holdsGeometry: true))
  ) { options in
    AEDAT4Encoder(
      options: AEDAT4Encoder.Options(
        compression: options.aedat4Compression, geometry: options.geometry, writesTable: options.canReviseHeader))
  }
}
