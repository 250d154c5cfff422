import EventFormats

/// Why a recording cannot be written.
public struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable, CaseIterable {
    /// The file cannot be created or written.
    case notWritable
    /// The disk is full.
    case noSpace
    /// The format cannot hold the events.
    case notRepresentable
  }

  /// The kind of failure.
  public var code: Code
  /// What failed and what to do about it.
  public var message: String
  /// The file; `-` for standard output.
  public var path: String

  /// Creates an error.
  public init(_ code: Code, _ message: String, path: String) {
    self.code = code
    self.message = message
    self.path = path
  }

  /// Creates the error of a stream that an encoder refuses.
  init(_ cause: EventFormatError, path: String) {
    self.init(.notRepresentable, cause.message, path: path)
  }

  /// Path and message.
  public var description: String { "\(path == "-" ? "standard output" : path): \(message)" }
}
