import FoundationEssentials
import SpikingNetwork

/// What `network run --spikes` writes, under the names that reference outputs of the published code use.
struct SpikeReport: Encodable {
  private struct Network: Encodable {
    var variant: NetworkVariant
    var depth: Double
    var width: Double
    var maxChannels: Int
    var classes: Int
    var alpha: Float
    var beta: Float
    var largestSpikeCount: Int
    var parameters: Int
    var model: String

    enum CodingKeys: String, CodingKey {
      case variant, depth, width, classes, alpha, beta, parameters, model
      case maxChannels = "max_channels"
      case largestSpikeCount = "D"
    }
  }

  private struct Input: Encodable {
    var height: Int
    var width: Int
    var timesteps: Int
  }

  private let network: Network
  private let input: Input
  private let stepChecks: [String: [[Int]]]
  private let meanFiringRate: Double

  private enum CodingKeys: String, CodingKey {
    case network, input
    case stepChecks = "neurons_step_checks"
    case meanFiringRate = "mean_firing_rate"
  }

  /// Creates the report of a run.
  init(outline: NetworkOutline, timestepCount: Int, checks: SpikeChecks) {
    let description = outline.description
    network = Network(
      variant: description.variant, depth: description.scale.depth, width: description.scale.width,
      maxChannels: description.scale.maxChannels, classes: description.classNames.count,
      alpha: description.neuron.alpha, beta: description.neuron.beta,
      largestSpikeCount: description.neuron.largestSpikeCount, parameters: outline.topology.parameterCount,
      model: outline.digest.description)
    input = Input(height: description.input.height, width: description.input.width, timesteps: timestepCount)
    stepChecks = checks.checks.mapValues { steps in
      steps.map { [$0.nonzeroCount, $0.sum, Int($0.checksum)] }
    }
    meanFiringRate = checks.meanFiringRate
  }

  /// The report as JSON with sorted keys.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
