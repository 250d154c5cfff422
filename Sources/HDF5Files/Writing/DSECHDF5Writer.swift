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
  /// The first events, until the smallest of their times is known.
  private var waiting: [Event] = []
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
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      for index in events.indices {
        if let timeOffset {
          try append(events[index], timeOffset)
        } else {
          waiting.append(events[index])
          if waiting.count == Self.chunkElements { try settleTimeOffset() }
        }
      }
    }
  }

  /// Writes what is left and completes the file; nothing may be written afterwards.
  public func finish() throws(HDF5WriteError) {
    try HDF5WriteError.whileWriting(path) { () throws(EventFormatError) in
      try settleTimeOffset()
      try contents.finish(timeOffset: timeOffset ?? 0)
    }
  }

  private func settleTimeOffset() throws(EventFormatError) {
    guard timeOffset == nil, let first = waiting.lazy.map(\.time).min() else { return }
    timeOffset = first
    for event in waiting { try append(event, first) }
    waiting = []
  }

  private func append(_ event: Event, _ timeOffset: Int64) throws(EventFormatError) {
    let (elapsed, overflow) = event.time.subtractingReportingOverflow(timeOffset)
    guard !overflow, let time = UInt32(exactly: elapsed) else {
      throw EventFormatError(
        .notRepresentable,
        "time \(event.time) µs: DSEC's layout holds \(timeOffset) µs and 4294967295 µs more; cut the recording or choose "
          + "another start", at: count)
    }
    try contents.columns.append(event.x)
    try contents.rows.append(event.y)
    try contents.times.append(time)
    try contents.polarities.append(event.polarity.rawValue)
    if index == nil { index = TimeIndex(periodMicroseconds: 1000, start: timeOffset) }
    index?.add(event: count, time: event.time)
    if let entries = index?.entries, !entries.isEmpty {
      for entry in entries { try contents.index.append(entry.event) }
      index?.removeFirst(entries.count)
    }
    count += 1
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
