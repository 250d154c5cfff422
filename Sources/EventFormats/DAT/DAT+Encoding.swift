extension DAT {
  /// How DAT is written: version 2, of 14-bit coordinates and 32-bit times that wrap.
  package static let encoding = EventEncoding(
    WritableFormat(
      format: .dat, name: "Prophesee DAT", fileExtensions: ["dat"],
      limits: EncodingLimits(
        largestX: largestCoordinate, largestY: largestCoordinate, times: 0...(.max), firstTimes: 0...Int64(UInt32.max),
        largestBackwardStep: 1 << 31, triggers: .apart, largestTriggerChannel: 63,
        holdsGeometry: true))
  ) { options in
    DATEncoder(
      options: DATEncoder.Options(
        geometry: options.geometry, eventType: options.holdsTriggersOnly ? .trigger : .changeDetection,
        date: date(in: options)))
  }

  /// The date of the recording that the events come from, where a header can hold it.
  private static func date(in options: EncodingOptions) -> String? {
    guard let date = options.metadataValue(of: "date"), date.utf8.count < 100,
      date.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
    else { return nil }
    return date
  }
}
