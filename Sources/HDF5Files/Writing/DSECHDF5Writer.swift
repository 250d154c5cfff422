import CHDF5
import EventFormats
public import Events

/// Writes files in DSEC's layout: `/events/x`, `y`, `t` and `p`, `/ms_to_idx` and `/t_offset`, and beside them the scalars
/// `/events/width` and `/events/height`, which RVT knows.
///
/// Times are kept in 32 bits from `t_offset` on. The layout has no place for triggers. The file can be read only after
/// `finish()`. A writer belongs to one thread at a time.
public final class DSECHDF5Writer {
  /// The events of a chunk.
  private static let chunkElements = 65536

  private let path: String
  private let contents: Contents
  /// The events of the next chunk.
  private var events: [Event] = []
  private var timeOffset: Int64?
  private var index: TimeIndex?
  private var count: UInt64 = 0

  /// Makes a file, replacing what is there.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - geometry: the sensor's size; nil where it is not known.
  ///   - compression: how chunks are compressed.
  ///   - timeOffset: the absolute time from which times are counted, in microseconds; nil for the smallest time among the first
  ///     65536 events.
  public init(
    path: String, geometry: SensorGeometry?, compression: DSECCompression = DSECCompression(),
    timeOffset: Int64? = nil
  ) throws(HDF5WriteError) {
    self.path = path
    self.timeOffset = timeOffset
    contents = try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      let contents = try Contents(path, compression)
      if let geometry {
        try contents.file.writeInteger(Int64(geometry.width), at: "/events/width")
        try contents.file.writeInteger(Int64(geometry.height), at: "/events/height")
      }
      return contents
    }
  }

  /// Writes events behind those already written.
  ///
  /// - Throws: an error where a time lies before `t_offset` or more than 71.6 minutes behind it, or writing fails.
  public func write(_ events: Span<Event>) throws(HDF5WriteError) {
    var position = 0
    while position < events.count {
      let count = min(events.count - position, Self.chunkElements - self.events.count)
      events.extracting(position..<(position + count)).withUnsafeBufferPointer { self.events.append(contentsOf: $0) }
      position += count
      if self.events.count == Self.chunkElements { try writeChunk() }
    }
  }

  /// Writes what is left and completes the file; nothing may be written afterwards.
  public func finish() throws(HDF5WriteError) {
    if !events.isEmpty { try writeChunk() }
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      try contents.finish(timeOffset: timeOffset ?? 0)
    }
  }

  private func writeChunk() throws(HDF5WriteError) {
    // A local variable is not checked at every access.
    let events = events
    let offset = timeOffset ?? events.reduce(Int64.max) { min($0, $1.time) }
    timeOffset = offset
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      try contents.times.append(try elapsed(events, since: offset))
      try contents.columns.append(events.map(\.x))
      try contents.rows.append(events.map(\.y))
      try contents.polarities.append(events.map(\.polarity.rawValue))
      var index = index ?? TimeIndex(periodMicroseconds: 1000, start: offset)
      index.add(events, first: count)
      try contents.index.append(index.entries.map(\.event))
      index.removeFirst(index.entries.count)
      self.index = index
      count += UInt64(events.count)
    }
    self.events.removeAll(keepingCapacity: true)
  }

  /// The times as the layout holds them.
  private func elapsed(_ events: [Event], since offset: Int64) throws(EventFormatError) -> [UInt32] {
    var times: [UInt32] = []
    times.reserveCapacity(events.count)
    for (index, event) in events.enumerated() {
      let (elapsed, overflow) = event.time.subtractingReportingOverflow(offset)
      guard !overflow, let time = UInt32(exactly: elapsed) else {
        throw EventFormatError(
          .notRepresentable,
          "time \(event.time) µs: DSEC's layout holds \(offset) µs and 4294967295 µs more; cut the recording or choose "
            + "another start", at: count + UInt64(index))
      }
      times.append(time)
    }
    return times
  }

  /// The file with its datasets.
  private final class Contents {
    let file: HDF5File
    let columns: ColumnDataset<UInt16>
    let rows: ColumnDataset<UInt16>
    let times: ColumnDataset<UInt32>
    let polarities: ColumnDataset<UInt8>
    let index: ColumnDataset<UInt64>

    init(_ path: String, _ compression: DSECCompression) throws(EventFormatError) {
      let file = try HDF5File(creating: path)
      try file.createGroup("/events")
      let elements = DSECHDF5Writer.chunkElements
      columns = try ColumnDataset(
        "/events/x", in: file, type: saccade_h5t_std_u16le(), chunkElements: elements, compression: compression)
      rows = try ColumnDataset(
        "/events/y", in: file, type: saccade_h5t_std_u16le(), chunkElements: elements, compression: compression)
      times = try ColumnDataset(
        "/events/t", in: file, type: saccade_h5t_std_u32le(), chunkElements: elements, compression: compression)
      polarities = try ColumnDataset(
        "/events/p", in: file, type: saccade_h5t_std_u8le(), chunkElements: elements, compression: compression)
      index = try ColumnDataset(
        "/ms_to_idx", in: file, type: saccade_h5t_std_u64le(), chunkElements: 4096, compression: compression)
      self.file = file
    }

    func finish(timeOffset: Int64) throws(EventFormatError) {
      try columns.finish()
      try rows.finish()
      try times.finish()
      try polarities.finish()
      try index.finish()
      try file.writeInteger(timeOffset, at: "/t_offset")
      try file.flush()
    }
  }
}
