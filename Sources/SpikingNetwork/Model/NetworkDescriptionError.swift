/// Why the description of a network was refused.
public enum NetworkDescriptionError: Error, Equatable, Sendable {
  /// The description was written by another version of the format.
  case unsupportedFormatVersion(Int, supported: Int)
  /// A field has a value that is not allowed.
  case illegalValue(field: String, value: String, legal: String)
}

extension NetworkDescriptionError: CustomStringConvertible {
  /// What is wrong, the value and the legal ones.
  public var description: String {
    switch self {
    case .unsupportedFormatVersion(let version, let supported):
      "the network description has format_version \(version); this program reads \(supported): "
        + "import the weights again, or use the version of the program that wrote the file"
    case .illegalValue(let field, let value, let legal):
      "network description: \(field) is \(value); legal: \(legal)"
    }
  }
}
