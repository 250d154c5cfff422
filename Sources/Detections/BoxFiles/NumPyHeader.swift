/// The header of a NumPy file whose array is a list of records.
struct NumPyHeader: Equatable {
  /// The longest header that is read; real ones have some hundred bytes.
  static let largestLength = 65_536
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Number of records.
  var recordCount: Int
  /// Bytes of each record.
  var recordBytes: Int
  /// The fields, in file order; padding left out.
  var fields: [NumPyField]
  /// Offset of the first record in the file.
  var payloadOffset: Int

  init(_ bytes: Span<UInt8>) throws(BoxFileError) {
    guard bytes.count >= 10, Self.magic.indices.allSatisfy({ bytes[$0] == Self.magic[$0] }) else { throw .notNumPy }
    // Version 1 has a length of 2 bytes, versions 2 and 3 of 4; 3 allows UTF-8 names.
    let (major, minor) = (bytes[6], bytes[7])
    guard (1...3).contains(major), minor == 0 else { throw .version(major: major, minor: minor) }
    let lengthBytes = major == 1 ? 2 : 4
    let start = 8 + lengthBytes
    guard start <= bytes.count else { throw .headerLength(0, available: 0) }
    var length = 0
    for index in (0..<lengthBytes).reversed() { length = length << 8 | Int(bytes[8 + index]) }
    let available = bytes.count - start
    guard length <= min(available, Self.largestLength) else { throw .headerLength(length, available: available) }
    payloadOffset = start + length

    var parser = PythonLiteralParser((start..<payloadOffset).map { bytes[$0] }, fileOffset: start)
    guard case .dictionary(let entries) = try parser.parse() else {
      throw .headerSyntax(offset: start, expected: "a dictionary")
    }
    guard case .sequence(let shape) = entries.last(where: { $0.key == "shape" })?.value else {
      throw .headerKey("shape", expected: "a tuple of numbers")
    }
    guard shape.count == 1 else { throw .dimensions(shape.count) }
    guard case .number(let recordCount) = shape[0] else { throw .headerKey("shape", expected: "a tuple of numbers") }
    self.recordCount = recordCount
    guard case .sequence(let descriptions) = entries.last(where: { $0.key == "descr" })?.value else {
      throw .headerKey("descr", expected: "a list of named fields, as NumPy writes it for records")
    }
    (fields, recordBytes) = try Self.fields(descriptions)
  }

  private static func fields(_ descriptions: [PythonLiteral]) throws(BoxFileError) -> ([NumPyField], Int) {
    var fields: [NumPyField] = []
    var offset = 0
    for description in descriptions {
      guard case .sequence(let parts) = description, (2...3).contains(parts.count),
        case .text(let name) = parts[0], case .text(let type) = parts[1]
      else { throw .headerKey("descr", expected: "a list of (name, type) or (name, type, shape)") }
      var elements = 1
      if parts.count == 3 {
        guard case .sequence(let sides) = parts[2] else {
          throw .headerKey("descr", expected: "a shape as a tuple in field '\(name)'")
        }
        for side in sides {
          guard case .number(let side) = side else {
            throw .headerKey("descr", expected: "a shape of numbers in field '\(name)'")
          }
          elements = try checkedProduct(elements, side, field: name)
        }
      }
      let field = try NumPyField(name: name, type: type, elements: elements, offset: offset)
      let (end, overflow) = offset.addingReportingOverflow(try checkedProduct(elements, field.width, field: name))
      guard !overflow, end <= largestRecordBytes else { throw .fieldType(field: name, type: type) }
      offset = end
      // A nameless field is the padding of an aligned record.
      if name.isEmpty { continue }
      guard !fields.contains(where: { $0.name == name }) else { throw .duplicateField(name) }
      fields.append(field)
    }
    guard offset > 0 else { throw .headerKey("descr", expected: "at least one field") }
    return (fields, offset)
  }

  private static let largestRecordBytes = 1 << 20

  private static func checkedProduct(_ left: Int, _ right: Int, field: String) throws(BoxFileError) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw .fieldType(field: field, type: "an array of more than 2^63 bytes") }
    return product
  }
}
