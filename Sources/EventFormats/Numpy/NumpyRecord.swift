/// The fields of a structured numpy array.
struct NumpyRecord: Equatable, Sendable {
  /// A field with its name.
  struct NamedField: Equatable, Sendable {
    var name: String
    /// Nil for a field that no event has: a text, an array, a record.
    var field: NumpyField?
  }

  private(set) var fields: [NamedField] = []
  private(set) var byteCount = 0

  /// Reads a list of `(NAME, TYPE)` or `(NAME, TYPE, SHAPE)`.
  init(_ list: [PythonLiteral], at offset: UInt64) throws(EventFormatError) {
    for entry in list {
      guard case .sequence(let parts) = entry, parts.count == 2 || parts.count == 3 else {
        throw EventFormatError(.badHeader, "The numpy header's descr has a field that is no (name, type)", at: offset)
      }
      let name = Self.name(parts[0])
      var elements = 1
      if parts.count == 3 { elements = try Self.elements(parts[2], of: name, at: offset) }
      var size: Int
      var field: NumpyField?
      switch parts[1] {
      case .string(let text):
        guard let type = NumpyType(text) else {
          throw EventFormatError(
            .unsupported, "The numpy field \"\(name.prefix(40))\" has the type \(text.prefix(40)), which is not read",
            at: offset)
        }
        size = type.byteCount
        if parts.count == 2 && type.kind != .other { field = NumpyField(type: type, offset: byteCount) }
      case .sequence(let inner): size = try NumpyRecord(inner, at: offset).byteCount
      default:
        throw EventFormatError(
          .badHeader, "The numpy field \"\(name.prefix(40))\" has neither a type nor fields", at: offset)
      }
      let (total, overflows) = size.multipliedReportingOverflow(by: elements)
      guard !overflows, total <= Numpy.recordByteLimit - byteCount else {
        throw EventFormatError(
          .unsupported, "The records of the numpy array have more than \(Numpy.recordByteLimit) bytes", at: offset)
      }
      fields.append(NamedField(name: name, field: field))
      byteCount += total
    }
  }

  /// The four fields of an event, found by their names.
  func eventFields(at offset: UInt64) throws(EventFormatError) -> NumpyHeader.Fields {
    func find(_ column: EventColumn) throws(EventFormatError) -> NumpyField {
      guard let field = fields.first(where: { EventColumn(name: $0.name.lowercased()) == column })?.field else {
        let names = fields.map(\.name).joined(separator: ", ")
        throw EventFormatError(
          .unsupported,
          "The numpy array has no field of numbers for \(column.rawValue) among \(names.prefix(200)); it must be "
            + "named t, x, y or p, or the whole word",
          at: offset)
      }
      return field
    }
    return NumpyHeader.Fields(time: try find(.time), x: try find(.x), y: try find(.y), polarity: try find(.polarity))
  }

  private static func name(_ literal: PythonLiteral) -> String {
    switch literal {
    case .string(let name): name
    // A field with a title has the pair (TITLE, NAME).
    case .sequence(let parts): parts.last.map { name($0) } ?? ""
    default: ""
    }
  }

  private static func elements(
    _ shape: PythonLiteral, of name: String, at offset: UInt64
  ) throws(EventFormatError) -> Int {
    var sides: [PythonLiteral] = [shape]
    if case .sequence(let list) = shape { sides = list }
    var elements = 1
    for side in sides {
      guard case .integer(let count) = side, (0...Numpy.recordByteLimit).contains(count) else {
        throw EventFormatError(
          .badHeader, "The numpy field \"\(name.prefix(40))\" has a shape that is no list of counts", at: offset)
      }
      elements = min(elements * count, Numpy.recordByteLimit + 1)
    }
    return elements
  }
}
