/// Which fields of a record hold a box.
struct BoxColumns {
  private let time: NumPyField
  private let x: NumPyField
  private let y: NumPyField
  private let width: NumPyField
  private let height: NumPyField
  private let classID: NumPyField
  private let trackID: NumPyField?
  private let confidence: NumPyField?

  init(_ fields: [NumPyField]) throws(BoxFileError) {
    time = try Self.needed(["t", "ts"], fields)
    x = try Self.needed(["x"], fields)
    y = try Self.needed(["y"], fields)
    width = try Self.needed(["w"], fields)
    height = try Self.needed(["h"], fields)
    classID = try Self.needed(["class_id"], fields)
    trackID = try Self.find(["track_id"], fields)
    confidence = try Self.find(["class_confidence", "confidence"], fields)
  }

  /// The box in the record that begins at `offset`.
  func read(_ bytes: Span<UInt8>, at offset: Int, record: Int) throws(BoxFileError) -> TimedDetection {
    func whole(_ field: NumPyField) throws(BoxFileError) -> Int64 {
      let value = field.read(bytes, at: offset + field.offset)
      guard let whole = value?.whole else { throw Self.outOfRange(field, record, value) }
      return whole
    }
    func identifier(_ field: NumPyField) throws(BoxFileError) -> UInt32 {
      let number = try whole(field)
      guard let identifier = UInt32(exactly: number) else { throw Self.outOfRange(field, record, .integer(number)) }
      return identifier
    }
    func finite(_ field: NumPyField) throws(BoxFileError) -> Float {
      let value = field.read(bytes, at: offset + field.offset)
      guard let finite = value?.finite else { throw Self.outOfRange(field, record, value) }
      return finite
    }
    var detection = Detection(
      x: try finite(x), y: try finite(y), width: try finite(width), height: try finite(height), score: 1,
      classID: try identifier(classID))
    if let confidence { detection.score = try finite(confidence) }
    if let trackID { detection.trackID = try identifier(trackID) }
    return TimedDetection(time: try whole(time), detection: detection)
  }

  private static func needed(_ names: [String], _ fields: [NumPyField]) throws(BoxFileError) -> NumPyField {
    guard let field = try find(names, fields) else {
      throw .missingField(names[0], found: fields.map(\.name))
    }
    return field
  }

  private static func find(_ names: [String], _ fields: [NumPyField]) throws(BoxFileError) -> NumPyField? {
    for name in names {
      guard let field = fields.first(where: { $0.name == name }) else { continue }
      guard field.number != nil else { throw .fieldType(field: name, type: field.type) }
      return field
    }
    return nil
  }

  private static func outOfRange(_ field: NumPyField, _ record: Int, _ value: NumPyValue?) -> BoxFileError {
    .value(field: field.name, record: record, value: value?.description ?? "no number")
  }
}
