public import EventFormats

/// Why an HDF5 recording cannot be read.
public struct HDF5ReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable, CaseIterable {
    /// There is no such file.
    case missing
    /// It is there, but not something that can be read: a folder, say.
    case notAFile
    /// The system refuses to open or read it.
    case unreadable
    /// Its content is no recording, or is damaged.
    case badData
  }

  /// The kind of failure.
  public var code: Code
  /// What failed and what to do about it.
  public var message: String
  /// The file.
  public var path: String
  /// What the format's reader said, where it was the one that failed.
  public var cause: EventFormatError?

  /// Creates an error.
  public init(_ code: Code, _ message: String, path: String, cause: EventFormatError? = nil) {
    self.code = code
    self.message = message
    self.path = path
    self.cause = cause
  }

  /// The file and what failed.
  public var description: String { "\(path): \(message)" }
}
