import ArgumentParser
import Events
import SpikingNetwork

/// `saccade network import`: weights become a model file.
struct NetworkImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model file from weights under the published key names.",
    discussion: """
      WEIGHTS is a safetensors file whose keys are the module paths of the published network, for example \
      model.4.1.Conv.pwconv1.weight. Weights keep their type; nothing is changed but the file's metadata.

      Examples:
        saccade network import weights.safetensors --variant gen1 \\
          --depth 0.33 --width 0.5 --classes car,pedestrian \\
          --input-size 320x320 --order newest-first -o gen1-s.model
        saccade network import weights.safetensors --variant coco \\
          --depth 0.5 --width 0.75 --classes "$(paste -sd, names.txt)" \\
          --input-size 640x640 -o coco-l.model
      """)

  @Argument(help: "The weights, a safetensors file.")
  var weights: String

  @Option(help: "The published form of the network.")
  var variant: NetworkVariant

  @Option(help: "The factor of the repeat counts.")
  var depth: Double

  @Option(help: "The factor of the channel counts.")
  var width: Double

  @Option(help: "The limit of some layers' channels before scaling.")
  var maxChannels: Int = 1024

  @Option(help: "The names of the classes in the order of the outputs, separated by commas.")
  var classes: String

  @Option(help: "The size of the network's input, multiples of 32.")
  var inputSize: SensorGeometry

  @OptionGroup var options: NetworkOptions

  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  func run() throws {
    let bytes = try InputFile(path: weights).safetensorsBytes()
    do {
      let tensors = try SafetensorsFile(bytes: bytes)
      let description = try options.description(
        variant: variant, depth: depth, width: width, maxChannels: maxChannels, classes: classes,
        inputSize: inputSize, lastBlockExpansion: Self.lastBlockExpansion(of: tensors.header),
        provenance: ModelProvenance(
          source: String(weights.split(separator: "/").last ?? ""), writer: "saccade network import",
          notes: ["source_fnv1a64": ModelDigest(of: bytes.span).description]))
      let model = try ModelFile(bytes: ModelFile.bytes(description: description, weights: tensors))
      // Building the plan looks at every weight: what cannot be computed with is refused now, not at the first frame.
      let plan = try NetworkPlan(model: model)
      try OutputFile.write(model.weights.bytes, to: output)
      print(
        "\(output): \(variant.rawValue), \(plan.topology.parameterCount) parameters, "
          + "\(description.classNames.count) classes, model \(model.digest)")
    } catch {
      throw CommandFailure(error, path: weights)
    }
  }

  /// The expansion of layer 25, which depth and width do not tell but the weights do.
  private static func lastBlockExpansion(of header: SafetensorsHeader) -> Int? {
    guard let shape = header.tensor(named: "model.25.conv1.body.2.1.weight")?.shape, shape.count == 4, shape[1] > 0,
      shape[0] % shape[1] == 0
    else { return nil }
    return shape[0] / shape[1]
  }
}
