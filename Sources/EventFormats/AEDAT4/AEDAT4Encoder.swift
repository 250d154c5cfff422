public import Events

/// Encodes AEDAT 4: events as stream 0 and external triggers as stream 1.
///
/// x and y are 0...32767 and there is one trigger channel, 0; what does not fit throws `notRepresentable`. A table of
/// the packets, which other readers use to find a time, is written on demand: the header must then be written again at
/// the end, over the one that stands there (`revisedHeader`), or readers take the table for a packet.
public struct AEDAT4Encoder: HeaderRevisingEncoder {
  /// What the file looks like.
  public struct Options: Equatable, Sendable {
    /// How packets are compressed.
    public var compression: AEDAT4.Compression
    /// The sensor's size, outside of which events are refused; some readers need it in the header.
    public var geometry: SensorGeometry?
    /// The name of the camera in the header.
    public var source: String
    /// Whether a table of the packets is written at the end.
    public var writesTable: Bool

    /// Creates options.
    public init(
      compression: AEDAT4.Compression = .lz4, geometry: SensorGeometry? = nil, source: String = "saccade",
      writesTable: Bool = false
    ) {
      self.compression = compression
      self.geometry = geometry
      self.source = source
      self.writesTable = writesTable
    }
  }

  /// A packet is written when it has so many events.
  static let packetEvents = 8192

  /// The header with the place of the table, once the file is finished; nil where no table is written.
  public private(set) var revisedHeader: [UInt8]?

  private let options: Options
  private var hasHeader = false
  /// Bytes given so far.
  private var byteCount: UInt64 = 0
  /// The packet that is being filled, with its events so far.
  private var packet = FlatBufferBytes()
  private var packetCount = 0
  private var firstTime: Int64 = 0
  private var lastTime: Int64 = 0
  private var table: [AEDAT4TableEntry] = []

  /// Creates an encoder at the start of a file.
  public init(options: Options = Options()) {
    self.options = options
    packet.beginSized(AEDAT4.events, vectorCount: 0)
  }

  /// Encodes `events`; where one cannot be stored, those before it have been encoded.
  ///
  /// The last packet waits for `finish`.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    var position = 0
    while position < events.count {
      let count = min(events.count - position, Self.packetEvents - packetCount)
      try append(events.extracting(position..<(position + count)))
      position += count
      if packetCount == Self.packetEvents { try writeEvents(into: &output) }
    }
  }

  /// Adds events to the packet that is being filled.
  private mutating func append(_ events: Span<Event>) throws(EventFormatError) {
    var packet = FlatBufferBytes()
    swap(&packet, &self.packet)
    defer { swap(&packet, &self.packet) }
    try packet.appendRecords(count: events.count, recordByteCount: AEDAT4.eventByteCount) {
      (index, record) throws(EventFormatError) in
      let event = events[index]
      try check(event)
      record.storeBytes(of: event.time.littleEndian, as: Int64.self)
      let rest = UInt64(event.x) | UInt64(event.y) << 16 | UInt64(event.polarity.rawValue) << 32
      record.storeBytes(of: rest.littleEndian, toByteOffset: 8, as: UInt64.self)
      if packetCount == 0 { firstTime = event.time }
      lastTime = event.time
      packetCount += 1
    }
  }

  /// Appends a packet of `triggers`, all of channel 0, after one of the events that wait.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    try writeEvents(into: &output)
    let end = triggers.firstIndex { $0.channel != 0 } ?? triggers.count
    var start = 0
    while start < end {
      let count = min(end - start, Self.packetEvents)
      try write(triggers[start..<(start + count)], into: &output)
      start += count
    }
    guard end < triggers.count else { return }
    throw EventFormatError(
      .notRepresentable,
      "AEDAT 4 cannot hold trigger channel \(triggers[end].channel) (at time \(triggers[end].time)); it has channel 0 "
        + "only",
      at: byteCount)
  }

  /// Appends the events that wait and the table, and makes `revisedHeader`.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    try writeEvents(into: &output)
    guard options.writesTable else { return }
    let position = byteCount
    let content = AEDAT4TableEntry.table(table)
    let compressed = try compress(content)
    output += compressed
    byteCount += UInt64(compressed.count)
    revisedHeader = header(tablePosition: Int64(position))
  }

  private func header(tablePosition: Int64) -> [UInt8] {
    AEDAT4FileHeader(
      compression: options.compression, geometry: options.geometry, source: options.source,
      tablePosition: tablePosition
    ).bytes
  }

  private mutating func writeHeader(into output: inout [UInt8]) {
    guard !hasHeader else { return }
    hasHeader = true
    let bytes = header(tablePosition: -1)
    output += bytes
    byteCount += UInt64(bytes.count)
  }

  private func check(_ event: Event) throws(EventFormatError) {
    guard event.x <= 0x7FFF, event.y <= 0x7FFF else {
      throw EventFormatError(
        .notRepresentable, "AEDAT 4 cannot hold an event at x \(event.x), y \(event.y); x and y are 0...32767",
        at: byteCount)
    }
    guard options.geometry?.contains(x: event.x, y: event.y) ?? true else {
      throw EventFormatError(
        .notRepresentable,
        "An event at x \(event.x), y \(event.y) is outside the sensor of \(options.geometry?.description ?? "")",
        at: byteCount)
    }
  }

  private mutating func writeEvents(into output: inout [UInt8]) throws(EventFormatError) {
    guard packetCount > 0 else { return }
    packet.endSized(vectorCount: packetCount)
    let entry = AEDAT4TableEntry(
      stream: AEDAT4FileHeader.eventStream, count: packetCount, firstTime: firstTime, lastTime: lastTime)
    try write(packet.bytes, entry, into: &output)
    packet.beginSized(AEDAT4.events, vectorCount: 0)
    packetCount = 0
  }

  private mutating func write(
    _ triggers: ArraySlice<TriggerEvent>, into output: inout [UInt8]
  ) throws(EventFormatError) {
    guard let first = triggers.first, let last = triggers.last else { return }
    var buffer = FlatBufferBytes()
    buffer.beginSized(AEDAT4.triggers, vectorCount: triggers.count)
    // The time at 8 and the kind at 4 of each table.
    buffer.appendTables(count: triggers.count, fields: [8, 4], tableByteCount: 16) { buffer, index in
      let trigger = triggers[triggers.startIndex + index]
      let kind: AEDAT4Trigger.Kind = trigger.isRising ? .risingEdge : .fallingEdge
      buffer.append(Int32(kind.rawValue))
      buffer.append(trigger.time)
    }
    buffer.endSized(vectorCount: triggers.count)
    let entry = AEDAT4TableEntry(
      stream: AEDAT4FileHeader.triggerStream, count: triggers.count, firstTime: first.time, lastTime: last.time)
    try write(buffer.bytes, entry, into: &output)
  }

  private mutating func write(
    _ content: [UInt8], _ entry: AEDAT4TableEntry, into output: inout [UInt8]
  ) throws(EventFormatError) {
    let body = try compress(content)
    var entry = entry
    entry.offset = Int64(byteCount) + Int64(AEDAT4.packetHeaderByteCount)
    entry.byteCount = Int32(body.count)
    if options.writesTable { table.append(entry) }
    var packetHeader = FlatBufferBytes()
    packetHeader.append(entry.stream)
    packetHeader.append(entry.byteCount)
    output += packetHeader.bytes
    output += body
    byteCount += UInt64(packetHeader.byteCount + body.count)
  }

  private func compress(_ content: [UInt8]) throws(EventFormatError) -> [UInt8] {
    let compressed: [UInt8]? =
      switch options.compression {
      case .none: content
      case .lz4: LZ4Frame.compress(content, level: 0)
      case .lz4High: LZ4Frame.compress(content, level: 9)
      case .zstd: ZstdFrame.compress(content, level: 3)
      case .zstdHigh: ZstdFrame.compress(content, level: 12)
      }
    guard let compressed else {
      throw EventFormatError(
        .notRepresentable,
        "A packet of \(content.count) bytes could not be compressed: there is too little memory; choose no compression",
        at: byteCount)
    }
    return compressed
  }
}
