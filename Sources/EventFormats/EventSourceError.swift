/// Why a source of events gives no more.
public struct EventSourceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure; also a label of metrics.
  public enum Code: String, Sendable, CaseIterable {
    /// There is no such file.
    case missing
    /// It is there, but not something that can be read: a folder, say.
    case notAFile
    /// The system refuses to open or read it.
    case unreadable
    /// Its content is no recording, or is damaged.
    case badData
    /// The source cannot do what was asked, such as going back to an earlier time.
    case unsupported
  }

  /// The kind of failure.
  public var code: Code
  /// What failed and what to do about it.
  public var message: String
  /// The file's path; `-` for standard input.
  public var path: String
  /// The byte offset in the file; nil where none has to do with the failure.
  public var offset: UInt64?
  /// What the decoder said, where `code` is `badData`.
  public var cause: EventFormatError?

  /// Creates an error.
  public init(
    _ code: Code, _ message: String, path: String, offset: UInt64? = nil, cause: EventFormatError? = nil
  ) {
    self.code = code
    self.message = message
    self.path = path
    self.offset = offset
    self.cause = cause
  }

  /// Creates the error of a file whose content a decoder refuses.
  package init(_ cause: EventFormatError, path: String) {
    self.init(.badData, cause.message, path: path, offset: cause.offset, cause: cause)
  }

  /// Path, message and byte offset.
  public var description: String {
    "\(path == "-" ? "standard input" : path): \(message)\(offset.map { " (byte \($0))" } ?? "")"
  }
}
