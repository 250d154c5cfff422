import FoundationEssentials
import SpikingNetwork

/// Everything that `network import` worked out, and what by.
struct ImportReport: Encodable {
  /// One thing that was worked out.
  struct Fact: Encodable {
    /// What it is.
    var name: String
    /// The value, for people.
    var value: String
    /// What it was found by; empty where the value says it.
    var source: String
  }

  private let output: String
  private let model: String
  private let parameters: Int
  private let publishedSize: String?
  private let strides: [Int]
  private let elementTypes: [String]
  private let facts: [Fact]
  private let description: NetworkDescription

  private enum CodingKeys: String, CodingKey {
    case output, model, parameters, strides, facts, description
    case publishedSize = "published_size"
    case elementTypes = "element_types"
  }

  /// Creates the report of a model that was written.
  init(
    output: String, digest: ModelDigest, topology: NetworkTopology, network: InferredNetwork, elementTypes: [String],
    facts: [Fact]
  ) {
    self.output = output
    model = digest.description
    parameters = topology.parameterCount
    publishedSize = network.publishedSize
    strides = network.strides
    self.elementTypes = elementTypes
    self.facts = facts
    description = topology.description
  }

  /// The report as JSON with sorted keys.
  func json() throws -> String { try JSONText.encode(self) }

  /// The report for people.
  var text: String {
    let width = facts.map(\.name.count).max() ?? 0
    let lines = facts.map { fact in
      "  \(Format.left(fact.name, width: width))  \(fact.value)" + (fact.source.isEmpty ? "" : "  (\(fact.source))")
    }
    return
      ([
        "\(output): \(description.variant.rawValue), \(parameters) parameters, \(description.classNames.count) classes, "
          + "model \(model)"
      ] + lines).joined(separator: "\n")
  }
}
