import Detections
import SpikingNetwork

/// Everything that `network quantise` shows.
struct QuantisationReport: Encodable {
  struct Weights: Encodable {
    var channels: Int
    var exactChannels: Int
    var relativeError: Double
    var largestError: Double

    enum CodingKeys: String, CodingKey {
      case channels
      case exactChannels = "exact_channels"
      case relativeError = "relative_error"
      case largestError = "largest_error"
    }

    init(_ error: QuantisationError) {
      channels = error.channels
      exactChannels = error.exactChannels
      relativeError = error.relative
      largestError = error.largest
    }
  }

  /// A convolution alone, on the same input as with float32 weights.
  struct Convolution: Encodable {
    var module: String
    var weights: Weights
    var output: Output
  }

  struct Spikes: Encodable {
    var neurons: [String]?
    var compared: Int
    var differing: Int
    var rate: Double
    var firstTimestep: Int?

    enum CodingKeys: String, CodingKey {
      case neurons, compared, differing, rate
      case firstTimestep = "first_timestep"
    }

    init(_ difference: SpikeComparison.Difference, neurons: [String]? = nil) {
      self.neurons = neurons
      compared = difference.compared
      differing = difference.differing
      rate = difference.rate
      firstTimestep = difference.firstTimestep
    }
  }

  struct Output: Encodable {
    var outputs: Int
    var largest: Double
    var rootMeanSquare: Double
    var relative: Double

    enum CodingKeys: String, CodingKey {
      case outputs, largest, relative
      case rootMeanSquare = "root_mean_square"
    }

    init(_ comparison: OutputComparison) {
      outputs = comparison.outputs
      largest = comparison.largest
      rootMeanSquare = comparison.rootMeanSquare
      relative = comparison.relative
    }
  }

  struct Boxes: Encodable {
    var scoreThreshold: Float
    var overlapThreshold: Float
    var matched: Int
    var onlyFloat32: Int
    var onlyQuantised: Int
    var meanOverlap: Double?
    var largestScoreDifference: Float

    enum CodingKeys: String, CodingKey {
      case matched
      case scoreThreshold = "score_threshold"
      case overlapThreshold = "overlap_threshold"
      case onlyFloat32 = "only_float32"
      case onlyQuantised = "only_quantised"
      case meanOverlap = "mean_overlap"
      case largestScoreDifference = "largest_score_difference"
    }
  }

  let model: String
  let digest: String
  let input: String
  let bits: Int
  let isMerged: Bool
  let timesteps: Int
  let windows: Int
  let weights: Weights
  let spikes: Spikes
  /// The layer in which a spike differs first; nil where none does.
  let firstLayer: String?
  let timestepOutputs: Output
  let windowOutputs: Output
  let boxes: Boxes
  let convolutions: [Convolution]
  let layers: [Spikes]

  enum CodingKeys: String, CodingKey {
    case model, digest, input, bits, timesteps, windows, weights, spikes, boxes, convolutions, layers
    case isMerged = "merged"
    case firstLayer = "first_layer"
    case timestepOutputs = "raw_timesteps"
    case windowOutputs = "raw_windows"
  }

  init(
    model: String, input: String, plan: NetworkPlan, probe: QuantisationProbe, comparison: NetworkComparison,
    scoreThreshold: Float
  ) {
    let topology = plan.topology
    let (spikes, boxes) = (comparison.spikes, comparison.boxes)
    let weights = probe.weights
    self.model = model
    digest = plan.digest.description
    self.input = input
    bits = weights.type.rawValue
    isMerged = topology.isMerged
    timesteps = spikes.timesteps
    windows = boxes.windows
    let errors = weights.errors(of: plan)
    self.weights = Weights(errors.reduce(into: QuantisationError()) { $0 += $1 })
    self.spikes = Spikes(spikes.total)
    firstLayer = spikes.firstLayer.map { topology.neurons[$0].name }
    timestepOutputs = Output(comparison.timestepOutputs)
    windowOutputs = Output(comparison.windowOutputs)
    self.boxes = Boxes(
      scoreThreshold: scoreThreshold, overlapThreshold: boxes.overlapThreshold, matched: boxes.matched,
      onlyFloat32: boxes.onlyExpected, onlyQuantised: boxes.onlyActual, meanOverlap: boxes.meanOverlap,
      largestScoreDifference: boxes.largestScoreDifference)
    convolutions = topology.convolutions.indices.map { index in
      Convolution(
        module: topology.convolutions[index].module, weights: Weights(errors[index]),
        output: Output(probe.comparisons[index]))
    }
    layers = zip(topology.neurons, spikes.layers).map { Spikes($1, neurons: $0.names) }
  }
}
