/// Why a stream cannot be read (any further).
public struct EventFormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure; also a label of metrics.
  public enum Code: String, Sendable, CaseIterable {
    /// The stream does not begin as the format must.
    case notThisFormat
    /// The stream has no bytes.
    case empty
    /// The header is damaged or contradicts itself.
    case badHeader
    /// The stream is of a kind of the format that Saccade does not read.
    case unsupported
    /// The stream's structure is damaged so that nothing after it can be found.
    case damaged
    /// Something the writer was asked to store does not fit the format.
    case notRepresentable
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, with the offending value and the legal ones, and what to do about it.
  public var message: String
  /// The byte offset in the stream.
  public var offset: UInt64

  /// Creates an error.
  public init(_ code: Code, _ message: String, at offset: UInt64) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  /// The message with its place.
  public var description: String { "\(message) (byte \(offset))" }
}
