public import EventFormats
public import Events

/// Writes Metavision HDF5 files: events in ECF chunks, triggers and indexes.
///
/// The file can be read by other software only after `finish()`. A writer belongs to one thread at a time.
public final class MetavisionHDF5Writer {
  /// What becomes of a run of events that ECF cannot hold: pixels beyond 2047, or steps back in time.
  public enum Fallback: String, Sendable, CaseIterable {
    /// Store its chunk uncompressed, which readers of HDF5 understand and which keeps everything.
    case storeUncompressed
    /// Throw an error.
    case refuse
  }

  /// The time between two entries of an index.
  static let indexPeriodMicroseconds: Int64 = 2000
  /// Entries of a RAW header that make no sense in HDF5.
  private static let foreignMetadata: Set<String> = ["evt", "plugin_name", "end", "version", "geometry"]

  /// Chunks that ECF could not hold and that were stored uncompressed.
  public private(set) var uncompressedChunks = 0

  private let path: String
  private let fallback: Fallback
  private let contents: Contents
  private var events: [Event] = []
  private var triggers: [TriggerEvent] = []
  private var chunk: [UInt8] = []

  /// Makes a file, replacing what is there.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - geometry: the sensor's size; nil where it is not known, though other software needs it.
  ///   - metadata: more attributes of the file, such as `serial_number`.
  ///   - fallback: what becomes of events that ECF cannot hold.
  public init(
    path: String, geometry: SensorGeometry?, metadata: [StreamDescription.Entry] = [],
    fallback: Fallback = .storeUncompressed
  ) throws(HDF5WriteError) {
    self.path = path
    self.fallback = fallback
    contents = try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      let contents = try Contents(path)
      try contents.file.setAttribute("version", of: "/", to: "1.0")
      if let geometry { try contents.file.setAttribute("geometry", of: "/", to: "\(geometry)") }
      for entry in metadata where !Self.foreignMetadata.contains(entry.key) {
        try contents.file.setAttribute(entry.key, of: "/", to: entry.value)
      }
      return contents
    }
    events.reserveCapacity(ECF.usualEventCount)
    triggers.reserveCapacity(ECF.usualEventCount)
  }

  /// Writes events behind those already written.
  public func write(_ events: Span<Event>) throws(HDF5WriteError) {
    var position = 0
    while position < events.count {
      let count = min(events.count - position, ECF.usualEventCount - self.events.count)
      events.extracting(position..<(position + count)).withUnsafeBufferPointer { self.events.append(contentsOf: $0) }
      position += count
      if self.events.count == ECF.usualEventCount { try writeEvents() }
    }
  }

  /// Writes triggers behind those already written.
  public func write(triggers: [TriggerEvent]) throws(HDF5WriteError) {
    for trigger in triggers {
      self.triggers.append(trigger)
      if self.triggers.count == ECF.usualEventCount { try writeTriggers() }
    }
  }

  /// Writes what is left and completes the file; nothing may be written afterwards.
  public func finish() throws(HDF5WriteError) {
    if !events.isEmpty { try writeEvents() }
    if !triggers.isEmpty { try writeTriggers() }
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      try contents.eventIndex.finish()
      try contents.triggerIndex.finish()
      try contents.file.flush()
    }
  }

  private func writeEvents() throws(HDF5WriteError) {
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      let isCompressed = try encode(events)
      let first = contents.events.count
      try contents.events.write(chunk, elements: events.count, isFiltered: isCompressed)
      try contents.eventIndex.add(events, first: first)
    }
    events.removeAll(keepingCapacity: true)
  }

  /// Makes the chunk of some events and returns whether it is compressed.
  private func encode(_ events: [Event]) throws(EventFormatError) -> Bool {
    chunk.removeAll(keepingCapacity: true)
    guard fallback == .storeUncompressed, ECFEncoder.obstacle(in: events.span) != nil else {
      try ECFEncoder().encode(events.span, into: &chunk)
      return true
    }
    for event in events {
      chunk.append(littleEndian: event.x)
      chunk.append(littleEndian: event.y)
      chunk.append(littleEndian: UInt32(event.polarity.rawValue))
      chunk.append(littleEndian: event.time)
    }
    // Chunks without a filter are whole chunks.
    let missing = (ECF.usualEventCount - events.count) * EventRecord.metavisionSize
    chunk.append(contentsOf: repeatElement(0, count: missing))
    uncompressedChunks += 1
    return false
  }

  private func writeTriggers() throws(HDF5WriteError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ECF.usualEventCount * 24)
    for trigger in triggers {
      bytes.append(littleEndian: UInt64(trigger.isRising ? 1 : 0))
      bytes.append(littleEndian: trigger.time)
      bytes.append(littleEndian: UInt64(trigger.channel))
    }
    bytes.append(contentsOf: repeatElement(0, count: (ECF.usualEventCount - triggers.count) * 24))
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      let first = contents.triggers.count
      try contents.triggers.write(bytes, elements: triggers.count, isFiltered: true)
      for (index, trigger) in triggers.enumerated() {
        try contents.triggerIndex.add(event: first + UInt64(index), time: trigger.time)
      }
    }
    triggers.removeAll(keepingCapacity: true)
  }

  /// The file with its four datasets.
  private final class Contents {
    let file: HDF5File
    let events: ChunkedDataset
    let triggers: ChunkedDataset
    let eventIndex: IndexDataset
    let triggerIndex: IndexDataset

    init(_ path: String) throws(EventFormatError) {
      file = try HDF5File(creating: path)
      try file.createGroup("/CD")
      try file.createGroup("/EXT_TRIGGER")
      let eventType = try RecordType.event()
      let triggerType = try RecordType.trigger()
      events = try ChunkedDataset(
        "/CD/events", in: file, type: eventType.identifier, chunkElements: ECF.usualEventCount,
        filter: HDF5Filter(identifier: HDF5Filter.ecf, values: []))
      triggers = try ChunkedDataset(
        "/EXT_TRIGGER/events", in: file, type: triggerType.identifier, chunkElements: ECF.usualEventCount)
      eventIndex = try IndexDataset("/CD/indexes", in: file)
      triggerIndex = try IndexDataset("/EXT_TRIGGER/indexes", in: file)
    }
  }
}
