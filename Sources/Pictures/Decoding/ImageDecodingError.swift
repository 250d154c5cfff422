/// Why an image cannot be read.
public struct ImageDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable, CaseIterable {
    /// The bytes are of no format that is read.
    case unknownFormat
    /// The image has more pixels than are read.
    case tooLarge
    /// The bytes end before the image does.
    case incomplete
    /// The library that decodes has refused the bytes.
    case damaged
  }

  /// The kind of failure.
  public var code: Code
  /// What failed and what to do about it.
  public var message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
