/// Where a model comes from, for people.
public struct ModelProvenance: Equatable, Hashable, Sendable, Codable {
  /// The file, data set or command that the weights came from.
  public var source: String
  /// The program that wrote the model file.
  public var writer: String
  /// Anything else worth keeping, by key.
  public var notes: [String: String]

  /// Creates a provenance.
  public init(source: String, writer: String, notes: [String: String] = [:]) {
    self.source = source
    self.writer = writer
    self.notes = notes
  }
}
