extension EventStream {
  /// How Event Stream is written: DVS events in order, from time 0 on.
  static let encoding = EventEncoding(
    WritableFormat(
      format: .eventStream, name: "Event Stream", fileExtensions: ["es"],
      limits: EncodingLimits(
        largestX: 65_534, largestY: 65_534, times: 0...(.max),
        firstTimes: 0...EventStreamEncoder.longestPauseMicroseconds, largestBackwardStep: 0, triggers: .none,
        holdsGeometry: true, needsGeometry: true))
  ) { (options) throws(EventFormatError) in
    guard let geometry = options.geometry else {
      throw EventFormatError(
        .notRepresentable, "Event Stream needs the sensor's size, which is not known; say what it is", at: 0)
    }
    return EventStreamEncoder(geometry: geometry)
  }
}
