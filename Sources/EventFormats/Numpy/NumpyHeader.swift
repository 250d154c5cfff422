/// What stands before the values of a numpy array of events.
struct NumpyHeader: Equatable, Sendable {
  /// Where the four values stand in a record; in the elements of a column where the array is stored by columns.
  struct Fields: Equatable, Sendable {
    var time: NumpyField
    var x: NumpyField
    var y: NumpyField
    var polarity: NumpyField
  }

  /// The number of events.
  var count: Int
  /// The size of a record, or of an element where the array is stored by columns.
  var recordByteCount: Int
  var fields: Fields
  /// What the columns hold where the array is stored column after column.
  var storedColumns: [EventColumn]?
  /// The layout for a description.
  var variant: String

  /// Reads the dictionary of a header, which begins at `offset`.
  init(_ text: [UInt8], at offset: UInt64, options: NumpyOptions) throws(EventFormatError) {
    guard let header = PythonLiteral(parsing: text), case .sequence(let sides)? = header.value(of: "shape"),
      case .boolean(let isFortranOrder)? = header.value(of: "fortran_order"), let type = header.value(of: "descr")
    else {
      let found = String(
        decoding: text.prefix(100).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
      throw EventFormatError(
        .badHeader, "The numpy header is no dictionary with descr, fortran_order and shape: \(found)", at: offset)
    }
    let shape = sides.compactMap { side in if case .integer(let count) = side, count >= 0 { count } else { nil } }
    guard shape.count == sides.count, let count = shape.first else {
      throw EventFormatError(
        .unsupported, "The numpy array has no rows; an array of events has one record or row for each event", at: offset
      )
    }
    self.count = count
    switch type {
    case .sequence(let list):
      guard shape.count == 1 else {
        throw EventFormatError(
          .unsupported, "The numpy array of records has \(shape.count) axes; an array of events has one", at: offset)
      }
      let record = try NumpyRecord(list, at: offset)
      recordByteCount = record.byteCount
      fields = try record.eventFields(at: offset)
      variant = "structured " + record.fields.map { $0.name }.joined(separator: ",")
    case .string(let name):
      let columns = try Self.columns(options, shape: shape, at: offset)
      guard let type = NumpyType(name), type.kind != .other else {
        throw EventFormatError(
          .unsupported,
          "A numpy array of type \(name.prefix(40)) is not read; integers and floating-point numbers of 4 or 8 bytes "
            + "are",
          at: offset)
      }
      recordByteCount = isFortranOrder ? type.byteCount : type.byteCount * columns.count
      let field = { (column: EventColumn) in
        NumpyField(type: type, offset: isFortranOrder ? 0 : (columns.firstIndex(of: column) ?? 0) * type.byteCount)
      }
      fields = Fields(time: field(.time), x: field(.x), y: field(.y), polarity: field(.polarity))
      storedColumns = isFortranOrder ? columns : nil
      variant = "\(name) \(isFortranOrder ? "columns" : "rows") \(EventColumn.text(columns))"
    default:
      throw EventFormatError(.badHeader, "The numpy header's descr is neither a type nor a list of fields", at: offset)
    }
    guard (1...Numpy.recordByteLimit).contains(recordByteCount) else {
      throw EventFormatError(
        .unsupported,
        "The records of the numpy array have \(recordByteCount) bytes; 1...\(Numpy.recordByteLimit) are read",
        at: offset)
    }
  }

  private static func columns(
    _ options: NumpyOptions, shape: [Int], at offset: UInt64
  ) throws(EventFormatError) -> [EventColumn] {
    let columns = options.columns ?? [.time, .x, .y, .polarity]
    guard EventColumn.isComplete(columns) else {
      throw EventFormatError(
        .unsupported,
        "The columns \"\(EventColumn.text(columns))\" are not complete: each of t, x, y and p must be there once", at: 0
      )
    }
    guard shape.count == 2, shape[1] == columns.count else {
      let text = shape.map { "\($0)" }.joined(separator: ", ")
      throw EventFormatError(
        .unsupported,
        "The numpy array has the shape (\(text)); rows of events have (N, \(columns.count)). Say what the columns "
          + "hold, for example t,x,y,p, with - for a column that does not matter",
        at: offset)
    }
    return columns
  }
}
