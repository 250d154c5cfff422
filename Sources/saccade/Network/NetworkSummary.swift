import FoundationEssentials
import SpikingNetwork

/// Everything that `network info` shows.
struct NetworkSummary: Encodable {
  private struct Layer: Encodable {
    var index: Int
    var kind: String
    var repeats: Int
    var from: [Int]
    var outputShape: [Int]
    var parameters: Int
    var neurons: Int
    var macsUnmerged: Int
    var macsMerged: Int

    enum CodingKeys: String, CodingKey {
      case index, kind, repeats, from, parameters, neurons
      case outputShape = "output_shape"
      case macsUnmerged = "macs_unmerged"
      case macsMerged = "macs_merged"
    }
  }

  private let model: String
  private let description: NetworkDescription
  private let parameters: Int
  private let neuronLayers: Int
  private let stateElements: Int
  private let stateBytes: Int
  private let macsUnmerged: Int
  private let macsMerged: Int
  private let outputShape: [Int]
  private let layers: [Layer]

  private enum CodingKeys: String, CodingKey {
    case model, description, parameters, layers
    case neuronLayers = "neuron_layers"
    case stateElements = "state_elements"
    case stateBytes = "state_bytes"
    case macsUnmerged = "macs_per_timestep_unmerged"
    case macsMerged = "macs_per_timestep_merged"
    case outputShape = "output_shape"
  }

  /// Creates the summary of a network.
  init(plan: NetworkPlan) throws {
    let unmerged = try NetworkTopology(description: plan.description)
    let merged = try NetworkTopology(description: plan.description, merged: true)
    model = plan.digest.description
    description = plan.description
    parameters = unmerged.parameterCount
    neuronLayers = unmerged.neuronNames.count
    stateElements = unmerged.stateElementCount
    stateBytes = unmerged.stateElementCount * MemoryLayout<Float>.size
    macsUnmerged = unmerged.multiplyAccumulates
    macsMerged = merged.multiplyAccumulates
    outputShape = [description.outputChannels, description.anchorCount]
    layers = zip(unmerged.layers, merged.layers).map { layer, merged in
      Layer(
        index: layer.index, kind: layer.kind, repeats: layer.repeats, from: layer.from,
        outputShape: layer.outputShape, parameters: layer.parameterCount, neurons: layer.neuronCount,
        macsUnmerged: layer.multiplyAccumulates, macsMerged: merged.multiplyAccumulates)
    }
  }

  /// The summary as JSON with sorted keys.
  func json() throws -> String {
    try JSONText.encode(self)
  }

  /// The summary for people.
  var text: String {
    let input = description.input
    let neuron = description.neuron
    var representation = input.representation.name
    if case .histogram(let cap) = input.representation { representation += ", at most \(cap)" }
    let facts = [
      ("model", model),
      (
        "network",
        "SpikeYOLO \(description.variant.rawValue), depth \(description.scale.depth), width "
          + "\(description.scale.width), max channels \(description.scale.maxChannels)"
      ),
      ("parameters", Self.grouped(parameters)),
      ("neuron", "alpha \(neuron.alpha), beta \(neuron.beta), at most \(neuron.largestSpikeCount) spikes"),
      (
        "state",
        "\(Self.grouped(stateElements)) potentials in \(neuronLayers) layers, \(Self.grouped(stateBytes)) bytes, "
          + "trained with \(description.stateMode.rawValue)"
      ),
      ("MACs per timestep", "\(Self.grouped(macsUnmerged)) unmerged, \(Self.grouped(macsMerged)) merged"),
      (
        "input",
        "3 x \(input.height) x \(input.width) from a sensor of \(input.sensorWidth)x\(input.sensorHeight) by "
          + "\(input.fit.rawValue), padded with \(input.paddingValue), divided by \(input.normalisationDivisor)"
      ),
      (
        "timesteps",
        "\(representation), \(input.timestepMicroseconds) us each, windows of \(input.timestepsPerWindow), "
          + input.order.rawValue
      ),
      ("classes", description.classNames.joined(separator: ", ")),
      ("provenance", "\(description.provenance.source) (\(description.provenance.writer))"),
    ]
    let header = ["#", "layer", "n", "from", "output", "parameters", "neurons", "MACs unmerged", "MACs merged"]
    let rows = layers.map { layer in
      [
        "\(layer.index)", layer.kind, "\(layer.repeats)", layer.from.map(String.init).joined(separator: ","),
        layer.outputShape.map(String.init).joined(separator: "x"), Self.grouped(layer.parameters),
        Self.grouped(layer.neurons), Self.grouped(layer.macsUnmerged), Self.grouped(layer.macsMerged),
      ]
    }
    return facts.map { name, value in "\(name):".padded(to: 20) + value }.joined(separator: "\n") + "\n\n"
      + TextTable.text([header] + rows, leftAligned: [1, 3, 4])
  }

  /// A number with a comma between groups of three digits.
  private static func grouped(_ number: Int) -> String {
    var result = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }
}

extension String {
  /// The text with spaces behind it up to `length` characters.
  fileprivate func padded(to length: Int) -> String {
    self + String(repeating: " ", count: max(length - count, 0))
  }
}
