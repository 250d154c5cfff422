import ArgumentParser
import Events
import SpikingNetwork

extension NetworkVariant: ExpressibleByArgument {}
extension StateMode: ExpressibleByArgument {}
extension TimestepOrder: ExpressibleByArgument {}
extension InputFit: ExpressibleByArgument {}

/// The name of a representation on the command line.
enum RepresentationName: String, ExpressibleByArgument, CaseIterable {
  case lastPolarity = "last-polarity"
  case histogram
}

/// The options that describe a network's input, neurons and state, with the variant's defaults.
struct NetworkOptions: ParsableArguments {
  @Option(help: "The sensor's size (default: 304x240 for gen1, the input's size for coco).")
  var geometry: SensorGeometry?

  @Option(help: "The length of a timestep in microseconds of sensor time.")
  var timestep: Int64 = 125_000

  @Option(help: "The timesteps of a window, T (default: 2 for gen1, 1 for coco).")
  var timesteps: Int?

  @Option(help: "How the events of a timestep become the input.")
  var representation: RepresentationName = .lastPolarity

  @Option(help: "The largest count of a pixel in a histogram.")
  var histogramCap: Int = 10

  @Option(
    help: ArgumentHelp(
      "The order in which a window's timesteps enter the network (default: newest-first for gen1 checkpoints of the "
        + "published training code, else oldest-first)."))
  var order: TimestepOrder?

  @Option(help: "How the sensor's pixels are fitted into the input.")
  var fit: InputFit = .letterbox

  @Option(help: "The value of padded pixels (default: 114, for histograms 0).")
  var paddingValue: Float?

  @Option(help: "What input values are divided by (default: 255, for histograms the cap).")
  var normalisationDivisor: Float?

  @Option(help: "The neuron's factor of the input current (default: 0.5 for gen1, 1 for coco).")
  var alpha: Float?

  @Option(help: "The neuron's factor of the potential carried over (default: 0.5 for gen1, 0.25 for coco).")
  var beta: Float?

  @Option(help: "The largest number of spikes of a neuron in a timestep, D (default: 4).")
  var maxSpikes: Int?

  @Option(
    help: ArgumentHelp(
      "What happens to the membrane potentials between windows (default: reset for checkpoints of the published "
        + "training code, else carry)."))
  var state: StateMode?

  @Option(help: "The expansion of layer 25 (default: that of the weights, or 2 from depth 0.5 on, else 1).")
  var lastBlockExpansion: Int?

  /// The description of the network; throws `CommandFailure` with status 64 for a value that is not allowed.
  func description(
    variant: NetworkVariant, scale: NetworkScale, classNames: [String], inputSize: SensorGeometry,
    evidence: WeightEvidence = WeightEvidence(), provenance: ModelProvenance
  ) throws(CommandFailure) -> NetworkDescription {
    let sensor = geometry ?? (variant == .gen1 ? SensorGeometry(width: 304, height: 240) : inputSize)
    let published = variant.publishedNeuron
    let isHistogram = representation == .histogram
    // The published event pipeline feeds the slices of a window backwards and starts each window from nothing.
    let isPublished = evidence.isFromPublishedTraining
    let description = NetworkDescription(
      variant: variant, scale: scale,
      neuron: NeuronConstants(
        alpha: alpha ?? evidence.alpha?.value ?? published.alpha,
        beta: beta ?? evidence.beta?.value ?? published.beta,
        largestSpikeCount: maxSpikes ?? evidence.largestSpikeCount?.value ?? published.largestSpikeCount),
      input: NetworkInput(
        width: inputSize.width, height: inputSize.height, sensorWidth: sensor.width, sensorHeight: sensor.height,
        representation: isHistogram ? .histogram(cap: histogramCap) : .lastPolarity, timestepMicroseconds: timestep,
        timestepsPerWindow: timesteps ?? (variant == .gen1 ? 2 : 1),
        order: order ?? (isPublished && variant == .gen1 ? .newestFirst : .oldestFirst), fit: fit,
        paddingValue: paddingValue ?? (isHistogram ? 0 : 114),
        normalisationDivisor: normalisationDivisor ?? (isHistogram ? Float(histogramCap) : 255)),
      classNames: classNames, stateMode: state ?? (isPublished ? .reset : .carry), provenance: provenance)
    do throws(NetworkDescriptionError) { _ = try NetworkTopology(description: description) } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    return description
  }
}

extension String {
  /// The names of a list separated by commas; empty ones are kept, so that they can be refused.
  var commaSeparated: [String] { split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}
