/// Why a message cannot be written or read.
public struct MessageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure; also a label of metrics.
  public enum Code: String, Sendable, CaseIterable {
    /// The name of a camera cannot stand in a topic.
    case badCameraName
    /// A topic is not one that Saccade publishes.
    case unknownTopic
    /// The bytes are not the message they should be.
    case damaged
    /// A field holds a value that is not legal.
    case badValue
    /// The message cannot be written.
    case notRepresentable
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, with the offending value and the legal ones, and what to do about it.
  public var message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
