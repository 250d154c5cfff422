public import Events

/// Decodes numpy arrays of events: structured records with fields t, x, y and p in any order, or rows of numbers.
///
/// A polarity is ON where it is larger than 0. Rows that are stored column after column (`fortran_order`) are kept,
/// their bytes as they are, until the last of their columns comes.
public struct NumpyDecoder: EventDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far.
  public private(set) var statistics = DecodingStatistics()

  private let options: NumpyOptions
  private let geometryOption: SensorGeometry?
  private var failure: EventFormatError?
  private var stage = Stage.prefix
  var partialRecord = PartialRecord()
  var offset: UInt64 = 0

  private let bounds: PixelBounds
  private(set) var recordByteCount = 1
  private var fields: NumpyHeader.Fields?
  private var timeExponent = 0
  private var order = TimeOrder()
  /// The events that are still to come.
  private var remaining = 0
  private var columns: NumpyColumns?
  private var isFirst = true
  /// Whether bytes after the last value were met.
  private var hasRest = false

  private enum Stage: Equatable {
    case prefix
    case headerSize(bytes: Int)
    case header(byteCount: Int)
    case values
    /// Bytes after the last value.
    case rest
  }

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: what the columns of rows hold and the unit of the times.
  ///   - geometry: the sensor's size, outside of which events are skipped.
  public init(options: NumpyOptions = NumpyOptions(), geometry: SensorGeometry? = nil) {
    self.options = options
    geometryOption = geometry
    bounds = PixelBounds(geometry)
  }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read or a first row that
  ///   cannot be an event; and again at every later call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      while consumed < bytes.byteCount {
        let taken = try step(bytes.extracting(droppingFirst: consumed), into: &batch)
        consumed += taken
        guard taken > 0 else { break }
      }
      return consumed
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; an array with fewer values than its shape says is counted as truncated.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends in its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    switch stage {
    case .prefix where partialRecord.byteCount == 0:
      throw EventFormatError(.empty, "The stream is empty; a numpy file has at least its header", at: 0)
    case .prefix, .headerSize, .header:
      throw EventFormatError(
        .badHeader, "The numpy stream ends inside its header; the file was cut off",
        at: offset + UInt64(partialRecord.byteCount))
    case .values: statistics.skip(.truncated, at: offset)
    case .rest: break
    }
    partialRecord.clear()
    stage = .rest
  }

  /// Takes bytes for the present stage.
  ///
  /// - Returns: the number of bytes taken; none only where the batch is full.
  private mutating func step(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    switch stage {
    case .prefix:
      return try fill(to: Numpy.prefixByteCount, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        try decoder.begin(prefix: bytes)
      }
    case .headerSize(let size):
      return try fill(to: size, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        let count = bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= Numpy.headerByteLimit else {
          throw EventFormatError(
            .badHeader, "The numpy header's size is \(count) bytes; it may be up to \(Numpy.headerByteLimit)",
            at: decoder.offset - UInt64(size))
        }
        decoder.stage = .header(byteCount: count)
        // A header of no bytes is none that can be read.
        if count == 0 { try decoder.begin(header: []) }
      }
    case .header(let size):
      return try fill(to: size, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        try decoder.begin(header: bytes)
      }
    case .values: return try decodeValues(bytes, into: &batch)
    case .rest:
      if !hasRest { statistics.skip(.malformed, at: offset) }
      hasRest = true
      return bytes.byteCount
    }
  }

  private mutating func fill(
    to byteCount: Int, from bytes: RawSpan,
    then body: (inout NumpyDecoder, [UInt8]) throws(EventFormatError) -> Void
  ) throws(EventFormatError) -> Int {
    let taken = partialRecord.fill(to: byteCount, from: bytes)
    guard partialRecord.byteCount == byteCount else { return taken }
    let whole = partialRecord.bytes
    partialRecord = PartialRecord()
    offset &+= UInt64(byteCount)
    try body(&self, whole)
    return taken
  }

  private mutating func begin(prefix: [UInt8]) throws(EventFormatError) {
    guard prefix.starts(with: Numpy.magic) else {
      throw EventFormatError(
        .notThisFormat, "A numpy file begins with the byte 0x93 and \"NUMPY\"; this one does not", at: 0)
    }
    guard (1...3).contains(prefix[6]) else {
      throw EventFormatError(
        .unsupported, "Version \(prefix[6]).\(prefix[7]) of numpy's format is unknown; 1, 2 and 3 are read", at: 6)
    }
    stage = .headerSize(bytes: prefix[6] == 1 ? 2 : 4)
  }

  private mutating func begin(header bytes: [UInt8]) throws(EventFormatError) {
    let header = try NumpyHeader(bytes, at: offset - UInt64(bytes.count), options: options)
    recordByteCount = header.recordByteCount
    fields = header.fields
    timeExponent = (options.timeUnit ?? header.fields.time.type.timeUnit).decimalExponent
    remaining = header.count
    columns = header.storedColumns.map { NumpyColumns($0, count: header.count, field: header.fields.time) }
    stage = remaining == 0 ? .rest : .values
    description = StreamDescription(
      format: .numpy, variant: header.variant, geometry: geometryOption,
      geometryOrigin: geometryOption == nil ? nil : .option)
  }

  private mutating func decodeValues(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    let records = columns?.remainingElements ?? remaining
    let (limit, overflows) = records.multipliedReportingOverflow(by: recordByteCount)
    let most = overflows ? bytes.byteCount : min(bytes.byteCount, limit - partialRecord.byteCount)
    let taken = decodeRecords(of: bytes.extracting(first: most), into: &batch)
    if let failure { throw failure }
    if remaining == 0 && (columns?.isFinished ?? true) {
      stage = .rest
      columns = nil
    }
    return taken
  }
}

extension NumpyDecoder: RecordStreamDecoder {
  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    // After a failure nothing is given that came in the same piece.
    guard let fields, failure == nil else { return count }
    return columns == nil
      ? decodeRows(records, count: count, fields, into: &batch)
      : decodeColumns(records, count: count, fields, into: &batch)
  }

  private mutating func decodeRows(
    _ records: UnsafeRawPointer, count: Int, _ fields: NumpyHeader.Fields, into batch: inout EventBatch
  ) -> Int {
    var index = 0
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      while index < count && !sink.isFull {
        let record = records + index &* recordByteCount
        let values = NumpyValues(
          time: fields.time.integer(at: record, timesTenTo: timeExponent),
          x: fields.x.integer(at: record, timesTenTo: 0),
          y: fields.y.integer(at: record, timesTenTo: 0), polarity: fields.polarity.integer(at: record, timesTenTo: 0))
        guard take(values, at: offset &+ UInt64(index &* recordByteCount), into: &sink) else { break }
        index &+= 1
      }
      return sink.settle(into: &statistics, order: &order)
    }
    remaining -= index
    return failure == nil ? index : count
  }

  private mutating func decodeColumns(
    _ elements: UnsafeRawPointer, count: Int, _ fields: NumpyHeader.Fields, into batch: inout EventBatch
  ) -> Int {
    var stored: NumpyColumns?
    swap(&stored, &columns)
    guard var columns = stored else { return count }
    stored = nil
    var index = 0
    while index < count && !columns.isFinished && !columns.isAtLastColumn && remaining > 0 {
      let run = min(count - index, columns.remainingRows)
      columns.store(elements + index * recordByteCount, count: run)
      index += run
    }
    let first = index
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      columns.withRows(timeExponent: timeExponent) { values in
        while index < count && remaining > 0 && !sink.isFull {
          let row = values(columns.row + index - first, elements + index &* recordByteCount)
          guard take(row, at: offset &+ UInt64(index &* recordByteCount), into: &sink) else { break }
          remaining -= 1
          index += 1
        }
      }
      return sink.settle(into: &statistics, order: &order)
    }
    if index > first { columns.advance(by: index - first) }
    // Columns after the last that matters.
    while index < count && !columns.isFinished && remaining == 0 {
      let run = min(count - index, columns.remainingRows)
      columns.store(elements + index * recordByteCount, count: run)
      index += run
    }
    self.columns = columns
    return failure == nil ? index : count
  }

  /// Gives the event of a row or counts why not; false where the first row shows that the columns hold something else.
  @inline(__always)
  private mutating func take(_ values: NumpyValues, at place: UInt64, into sink: inout EventSink) -> Bool {
    if isFirst {
      guard values.canBeEvent else {
        failure = EventFormatError(
          .unsupported,
          "The first row of the numpy array, \(values.text), cannot be an event with t, x, y and p; say what the "
            + "columns hold, for example x,y,t,p, and the unit of the times",
          at: place)
        return false
      }
      isFirst = false
    }
    switch values.event(bounds) {
    case .event(let event, let isSuspicious):
      if isSuspicious { statistics.suspicious &+= 1 }
      sink.put(event)
    case .skip(let reason):
      statistics.skip(reason, at: place)
    }
    return true
  }
}
