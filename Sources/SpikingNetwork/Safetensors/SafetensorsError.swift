/// Why a safetensors file was refused; offsets count bytes from the start of the file.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// The file is shorter than its 8-byte length field.
  case tooShort(byteCount: Int)
  /// The length field names more bytes than the file or the format's limit allows.
  case headerTooLong(headerByteCount: UInt64, available: Int)
  /// The header is not the JSON object that the format asks for.
  case malformedHeader(offset: Int, expected: String, found: String)
  /// A key occurs twice.
  case duplicateKey(String, offset: Int)
  /// A tensor has an element type that is not read here.
  case unsupportedElement(key: String, element: String)
  /// A tensor's offsets do not hold exactly the bytes that its shape needs.
  case sizeMismatch(key: String, shape: [Int], element: TensorElement, byteCount: Int)
  /// A tensor's offsets lie outside the file's data.
  case outOfRange(key: String, begin: Int, end: Int, available: Int)
  /// Two tensors share bytes.
  case overlap(key: String, other: String)
  /// Bytes of the file's data belong to no tensor.
  case unclaimedBytes(offset: Int, count: Int)
  /// A tensor was asked for that the file does not have.
  case missingTensor(key: String, available: [String])
  /// A tensor holds integers where numbers with a fraction are needed.
  case notFloatingPoint(key: String, element: TensorElement)
}

extension SafetensorsError: CustomStringConvertible {
  /// What failed, where, the offending value and what to do.
  public var description: String {
    switch self {
    case .tooShort(let byteCount):
      "not a safetensors file: \(byteCount) bytes, but the header's length alone takes 8"
    case .headerTooLong(let headerByteCount, let available):
      "not a safetensors file, or cut short: byte 0 announces a header of \(headerByteCount) bytes, "
        + "at most \(available) are possible here"
    case .malformedHeader(let offset, let expected, let found):
      "malformed safetensors header at byte \(offset): expected \(expected), found \(found)"
    case .duplicateKey(let key, let offset):
      "safetensors header at byte \(offset): the key '\(key)' occurs twice; write the file again with unique keys"
    case .unsupportedElement(let key, let element):
      "tensor '\(key)' has element type '\(element)'; read are "
        + TensorElement.allCases.map(\.rawValue).joined(separator: ", ")
    case .sizeMismatch(let key, let shape, let element, let byteCount):
      "tensor '\(key)': data_offsets hold \(byteCount) bytes, which is not the size of shape \(shape) "
        + "with elements of type \(element.rawValue)"
    case .outOfRange(let key, let begin, let end, let available):
      "tensor '\(key)': data_offsets [\(begin), \(end)] lie outside the \(available) bytes of data in the file; "
        + "the file is damaged or cut short, fetch or write it again"
    case .overlap(let key, let other):
      "tensors '\(key)' and '\(other)' overlap in the file; write it again"
    case .unclaimedBytes(let offset, let count):
      "\(count) bytes from byte \(offset) on belong to no tensor; the file is damaged or has something appended"
    case .missingTensor(let key, let available):
      "no tensor '\(key)' in the file; it has "
        + (available.isEmpty ? "none" : available.prefix(8).joined(separator: ", "))
        + (available.count > 8 ? " and \(available.count - 8) more" : "")
    case .notFloatingPoint(let key, let element):
      "tensor '\(key)' holds elements of type \(element.rawValue) where F32, F16, BF16 or F64 is needed"
    }
  }
}
