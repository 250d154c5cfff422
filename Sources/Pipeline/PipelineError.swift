/// Why a pipeline cannot start or go on.
public struct PipelineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable, CaseIterable {
    /// The options contradict each other or the model.
    case configuration
    /// A file or a stream holds data that cannot be read.
    case badData
    /// A file does not exist or cannot be opened.
    case missingInput
    /// An endpoint, a thread or a device cannot be had.
    case unavailable
    /// A result cannot be written.
    case output
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, and where.
  public var message: String
  /// What to do about it.
  public var remedy: String

  /// Creates an error.
  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// The message, then the remedy.
  public var description: String { "\(message): \(remedy)" }
}
