/// How the events of one timestep become the network's input.
public enum InputRepresentation: Equatable, Hashable, Sendable {
  /// The last event of a pixel counts: ON 255, OFF 0, none 127, in three equal channels.
  case lastPolarity
  /// The numbers of ON and of OFF events of a pixel, each at most `cap` (1...65535), in two channels.
  case histogram(cap: Int)

  /// The name in model files and on the command line.
  public var name: String {
    switch self {
    case .lastPolarity: "last-polarity"
    case .histogram: "histogram"
    }
  }
}

extension InputRepresentation: Codable {
  private enum CodingKeys: String, CodingKey { case name, cap }

  /// Reads `{"name": "last-polarity"}` or `{"name": "histogram", "cap": N}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    switch name {
    case "last-polarity": self = .lastPolarity
    case "histogram": self = .histogram(cap: try container.decode(Int.self, forKey: .cap))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container,
        debugDescription: "'\(name)' is no representation; known are last-polarity and histogram")
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    if case .histogram(let cap) = self { try container.encode(cap, forKey: .cap) }
  }
}
