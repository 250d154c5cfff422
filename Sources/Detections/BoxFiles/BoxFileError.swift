/// Why bytes are not a file of boxes; each case holds the place and the offending value.
public enum BoxFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The first bytes are not those of a NumPy file.
  case notNumPy
  /// The NumPy format's version is unknown.
  case version(major: UInt8, minor: UInt8)
  /// The header is longer than the file or than any real one.
  case headerLength(Int, available: Int)
  /// The header's text cannot be read at a byte offset of the file.
  case headerSyntax(offset: Int, expected: String)
  /// The header has no such key, or it holds something else.
  case headerKey(String, expected: String)
  /// The array has not exactly one dimension.
  case dimensions(Int)
  /// A needed field is missing.
  case missingField(String, found: [String])
  /// Two fields have the same name.
  case duplicateField(String)
  /// A field's type cannot be read as a number.
  case fieldType(field: String, type: String)
  /// The records end before the file's header says.
  case truncated(records: Int, recordBytes: Int, availableBytes: Int)
  /// A record's value is out of range.
  case value(field: String, record: Int, value: String)

  /// What is wrong, where, the legal values, and what to do.
  public var description: String {
    switch self {
    case .notNumPy:
      "not a NumPy file: it does not begin with \\x93NUMPY; give a box file as *_bbox.npy"
    case .version(let major, let minor):
      "NumPy format version \(major).\(minor) at byte 6 is unknown; versions 1.0, 2.0 and 3.0 can be read"
    case .headerLength(let length, let available):
      "the header's length \(length) at byte 8 is too large: \(available) bytes follow, and at most "
        + "\(NumPyHeader.largestLength) are read; the file is damaged or cut off"
    case .headerSyntax(let offset, let expected):
      "the header cannot be read at byte \(offset): expected \(expected)"
    case .headerKey(let key, let expected):
      "the header's '\(key)' must be \(expected)"
    case .dimensions(let count):
      "the array has \(count) dimensions; a box file has one"
    case .missingField(let name, let found):
      "the records have no field '\(name)' (they have \(found.joined(separator: ", "))); "
        + "needed are t or ts, x, y, w, h and class_id"
    case .duplicateField(let name):
      "the records have more than one field '\(name)'"
    case .fieldType(let field, let type):
      "field '\(field)' has the type '\(type)'; legal are integers of 1, 2, 4, 8 and floats of 4, 8 bytes"
    case .truncated(let records, let recordBytes, let availableBytes):
      "the header promises \(records) records of \(recordBytes) bytes, but \(availableBytes) bytes follow it: only "
        + "\(recordBytes > 0 ? availableBytes / recordBytes : 0) are whole; the file is cut off"
    case .value(let field, let record, let value):
      "field '\(field)' of record \(record) (counted from 0) is \(value), which is out of range"
    }
  }
}
