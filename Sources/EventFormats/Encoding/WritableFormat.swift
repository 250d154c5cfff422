/// A format that can be written, and what it can hold.
public struct WritableFormat: Sendable {
  /// The format.
  public let format: EventFormat
  /// Its name for people.
  public let name: String
  /// What names of its files end with, without the dot, in lower case; the usual one first.
  public let fileExtensions: [String]
  /// What it can hold.
  public let limits: EncodingLimits

  /// Creates a format.
  public init(format: EventFormat, name: String, fileExtensions: [String], limits: EncodingLimits) {
    self.format = format
    self.name = name
    self.fileExtensions = fileExtensions
    self.limits = limits
  }
}
