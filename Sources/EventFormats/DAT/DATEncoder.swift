public import Events

/// Encodes Prophesee DAT version 2: change-detection events or external triggers.
///
/// Whatever it writes, `DATDecoder` reads back unchanged. What cannot be stored so throws `notRepresentable`: a file
/// has one kind of record, coordinates have 14 bits, and times are 32-bit, so that a step of 2^31 microseconds or more
/// may be read as another.
public struct DATEncoder: EventEncoder {
  /// What the header says.
  public struct Options: Sendable {
    /// The sensor's size, outside of which events are refused; left out of the header where nil.
    public var geometry: SensorGeometry?
    /// What the records are.
    public var eventType: DAT.EventType
    /// The time of the recording as `YYYY-MM-DD HH:MM:SS`; left out of the header where nil.
    public var date: String?

    /// Creates options.
    public init(
      geometry: SensorGeometry? = nil, eventType: DAT.EventType = .changeDetection, date: String? = nil
    ) {
      self.geometry = geometry
      self.eventType = eventType
      self.date = date
    }
  }

  private let options: Options
  private var clock = DATClock()
  private var hasHeader = false
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a file.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Appends the records of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    try writeHeader(into: &output)
    guard !events.isEmpty else { return }
    guard options.eventType != .trigger else {
      throw EventFormatError(
        .notRepresentable, "This DAT file holds external triggers only; write the events to a file of their own",
        at: byteCount)
    }
    try writeRecords(count: events.count, into: &output) { (index, encoder) throws(EventFormatError) in
      let event = events[index]
      try encoder.checkCoordinates(of: event)
      try encoder.checkTime(event.time)
      let polarity: UInt64 = event.polarity == .on ? 1 : 0
      return UInt64(UInt32(truncatingIfNeeded: event.time)) | UInt64(event.x) << 32 | UInt64(event.y) << 46
        | polarity << 60
    }
  }

  /// Appends the records of `triggers`, of channels 0...63; the file must be one of triggers.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    try writeHeader(into: &output)
    guard !triggers.isEmpty else { return }
    guard options.eventType == .trigger else {
      throw EventFormatError(
        .notRepresentable,
        "This DAT file holds change-detection events only; write the external triggers to a file of their own",
        at: byteCount)
    }
    try writeRecords(count: triggers.count, into: &output) { (index, encoder) throws(EventFormatError) in
      let trigger = triggers[index]
      guard trigger.channel < 64 else {
        throw EventFormatError(
          .notRepresentable, "DAT cannot hold trigger channel \(trigger.channel); channels are 0...63",
          at: encoder.byteCount)
      }
      try encoder.checkTime(trigger.time)
      return UInt64(UInt32(truncatingIfNeeded: trigger.time)) | (trigger.isRising ? 1 : 0) << 32
        | UInt64(trigger.channel) << 58
    }
  }

  /// Appends the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    try writeHeader(into: &output)
  }

  private mutating func writeHeader(into output: inout [UInt8]) throws(EventFormatError) {
    guard !hasHeader else { return }
    let kind = options.eventType == .trigger ? "Ext Trigger" : "CD"
    var text = "% Data file containing \(kind) events.\n% Version 2\n"
    if let date = options.date {
      guard date.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), date.utf8.count < 100 else {
        throw EventFormatError(
          .notRepresentable, "\"\(date.prefix(40))\" is no date for a DAT header; it has the form YYYY-MM-DD HH:MM:SS",
          at: 0)
      }
      text += "% Date \(date)\n"
    }
    if let geometry = options.geometry { text += "% Height \(geometry.height)\n% Width \(geometry.width)\n" }
    let header = Array(text.utf8) + [options.eventType.rawValue, UInt8(DAT.recordByteCount)]
    output.append(contentsOf: header)
    byteCount += UInt64(header.count)
    hasHeader = true
  }

  /// Appends `count` records that `record` makes, and goes on with the clock after each.
  private mutating func writeRecords(
    count: Int, into output: inout [UInt8], record: (Int, borrowing DATEncoder) throws(EventFormatError) -> UInt64
  ) throws(EventFormatError) {
    try output.append(addingCapacity: count * DAT.recordByteCount) { (span) throws(EventFormatError) in
      for index in 0..<count {
        let word = try record(index, self)
        for byte in 0..<DAT.recordByteCount { span.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
        clock.advance(to: UInt32(truncatingIfNeeded: word))
        byteCount += UInt64(DAT.recordByteCount)
      }
    }
  }

  private func checkCoordinates(of event: Event) throws(EventFormatError) {
    guard event.x <= DAT.largestCoordinate, event.y <= DAT.largestCoordinate else {
      throw EventFormatError(
        .notRepresentable, "DAT cannot hold an event at x \(event.x), y \(event.y); x and y are 0...16383",
        at: byteCount)
    }
    guard options.geometry?.contains(x: event.x, y: event.y) ?? true else {
      throw EventFormatError(
        .notRepresentable,
        "An event at x \(event.x), y \(event.y) is outside the sensor of \(options.geometry?.description ?? "")",
        at: byteCount)
    }
  }

  private func checkTime(_ time: Int64) throws(EventFormatError) {
    guard time != clock.time(of: UInt32(truncatingIfNeeded: time)) else { return }
    let last = clock.base &+ Int64(clock.last)
    throw EventFormatError(
      .notRepresentable,
      "DAT cannot hold time \(time) after time \(last): its times are 32-bit microseconds that wrap. Times must be 0 or more, step "
        + "back by at most 2^31 and not across a multiple of 2^32, and step ahead across one by less than 2^31; shift, sort or "
        + "split the recording",
      at: byteCount)
  }
}
