import ArgumentParser
import Events
import SpikingNetwork

/// `saccade network generate`: a model with random weights, for demonstrations and tests.
struct NetworkGenerate: ParsableCommand {
  /// The types that weights can be written in.
  enum WeightType: String, ExpressibleByArgument, CaseIterable {
    case f16
    case f32
    /// Float32 that is so few powers of two that sums are exact.
    case exact
  }

  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a model file with random weights.",
    discussion: """
      The neurons of such a model fire at a sensible rate and its head gives boxes of plausible sizes, but what it \
      detects means nothing. The same options give the same bytes.

      Examples:
        saccade network generate -o random.model
        saccade network generate --seed 7 --width 0.25 \\
          --calibrate steps.safetensors -o random.model
        saccade network generate --firing-rate 0.05 -o quiet.model
      """)

  @Option(help: "The published form of the network.")
  var variant: NetworkVariant = .gen1

  @Option(help: "The factor of the repeat counts.")
  var depth: Double = 0.33

  @Option(help: "The factor of the channel counts.")
  var width: Double = 0.125

  @Option(help: "The limit of some layers' channels before scaling.")
  var maxChannels: Int = 1024

  @Option(help: "The names of the classes, separated by commas.")
  var classes: String = "car,pedestrian"

  @Option(help: "The size of the network's input, multiples of 32.")
  var inputSize = SensorGeometry(width: 320, height: 256)

  @OptionGroup var options: NetworkOptions

  @Option(help: "The seed of all random numbers.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "The type of the convolutions' weights; exact: float32, so few powers of two that sums are exact in any order and all "
        + "software gives the same bits (with --normalisation-divisor 256 and the neuron of gen1)."))
  var weights: WeightType = .f16

  @Option(
    help: ArgumentHelp(
      "A safetensors file with a float32 tensor 'input' [timesteps, 3, h, w] whose first 16 timesteps the neurons are "
        + "calibrated on (default: a made-up scene).", valueName: "file"))
  var calibrate: String?

  @Option(
    help: ArgumentHelp(
      "The fraction of neurons that fire in a timestep, more than 0 and less than 1 (default: another for each layer, "
        + "0.12...0.2).", valueName: "rate"))
  var firingRate: Float?

  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  /// Each timestep takes working memory of its own during calibration.
  private static let largestCalibrationTimestepCount = 16

  func validate() throws {
    if let firingRate, !(firingRate > 0 && firingRate < 1) {
      throw ValidationError("--firing-rate is \(firingRate); give more than 0 and less than 1")
    }
  }

  func run() throws {
    let description = try options.description(
      variant: variant,
      scale: NetworkScale(
        depth: depth, width: width, maxChannels: maxChannels, lastBlockExpansion: options.lastBlockExpansion),
      classNames: classes.commaSeparated, inputSize: inputSize,
      provenance: ModelProvenance(
        source: "random weights, seed \(seed)", writer: "saccade network generate",
        notes: ["calibration": calibrate == nil ? "made-up scene" : "given timesteps"]))
    var inputs: [[Float]] = []
    if let calibrate {
      let file = try TimestepFile(path: calibrate, input: description.input)
      for timestep in 0..<min(file.timestepCount, Self.largestCalibrationTimestepCount) {
        var values = [Float](repeating: 0, count: description.input.elementCount)
        try file.read(timestep: timestep, into: &values)
        inputs.append(values)
      }
    }
    do {
      let generator = NetworkGenerator(
        description: description, seed: seed, weightElement: weights == .f16 ? .float16 : .float32,
        calibrationInputs: inputs,
        firingRates: firingRate.map { $0...$0 } ?? NetworkGenerator.usualFiringRates,
        isExact: weights == .exact)
      let model = try ModelFile(bytes: generator.modelBytes())
      try OutputFile.write(model.weights.bytes, to: output)
      let parameters = try NetworkTopology(description: description).parameterCount
      print("\(output): \(variant.rawValue), \(parameters) random parameters, model \(model.digest)")
    } catch {
      throw CommandFailure(error, path: output)
    }
  }
}
