/// Why a picture or film cannot be written.
public struct PictureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable, CaseIterable {
    /// The format cannot hold the picture.
    case notRepresentable
    /// The library or program that encodes has failed.
    case encoderFailed
    /// The program that encodes is not installed.
    case encoderMissing
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
