/// Why a file of COCO annotations was refused.
public enum COCOFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is not the JSON that is expected.
  case malformed(reason: String)
  /// Two images have one file name, or two categories one name.
  case ambiguous(kind: String, name: String, ids: [Int64])

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .malformed(let reason):
      "no COCO annotations: \(reason); expected is an object with 'images' (each with 'id' and 'file_name') and "
        + "'categories' (each with 'id' and 'name')"
    case .ambiguous(let kind, let name, let ids):
      "two \(kind) are named '\(name)' (ids \(ids.map(String.init).joined(separator: ", "))); give each a name of its own"
    }
  }
}
