import ArgumentParser
import Events
import SpikingNetwork

/// `saccade network import`: weights become a model file.
struct NetworkImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model file from a published checkpoint or other weights.",
    discussion: """
      WEIGHTS is a checkpoint as PyTorch writes it (.pt, with a whole network or a state_dict), or a safetensors file; \
      the tensors are named like the modules of the published network, for example model.4.1.Conv.pwconv1.weight, \
      with anything in front. Nothing that a checkpoint names is executed, imported or looked up.

      The network's form, size and classes are told by the tensors' names and shapes, the neuron's constants by the \
      form; the checkpoint's own notes help where it has any. Everything found is printed with what it was found by, \
      and every option overrides it. Not found in any checkpoint are D (--max-spikes) and T (--timesteps) of the event \
      network. Weights keep their type, half precision too.

      Examples:
        saccade network import gen1_23m.pt -o gen1-s.model
        saccade network import coco_69m.pt -o coco-l.model --json
        saccade network import weights.safetensors --variant gen1 \\
          --classes car,pedestrian --input-size 320x256 -o my.model
      """)

  @Argument(help: "The weights: a checkpoint (.pt) or a safetensors file.")
  var weights: String

  @Option(help: "The published form of the network (default: told by the weights).")
  var variant: NetworkVariant?

  @Option(help: "The factor of the repeat counts (default: told by the weights).")
  var depth: Double?

  @Option(help: "The factor of the channel counts (default: told by the weights).")
  var width: Double?

  @Option(help: "The limit of some layers' channels before scaling (default: told by the weights).")
  var maxChannels: Int?

  @Option(
    help:
      "The names of the classes in the order of the outputs, separated by commas (default: those of the checkpoint).")
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "The size of the network's input, multiples of 32 (default: that of the training, else 320x320 for gen1 and "
        + "640x640 for coco)."))
  var inputSize: SensorGeometry?

  @OptionGroup var options: NetworkOptions

  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  @Flag(help: "Write what was found as JSON.")
  var json = false

  func run() throws {
    guard !SameFile.isSame(weights, output) else {
      throw CommandFailure(.usage, "\(output): holds the weights themselves; give another name")
    }
    let file = try InputFileBytes(path: weights)
    var progress = ProgressLine()
    defer { progress.clear() }
    do {
      let imported = try ImportedWeights(file, path: weights)
      let inference = try NetworkImportInference(command: self, imported: imported)
      let source = try file.digest { fraction in
        progress.show(fraction: fraction / 10, detail: "reading \(weights)")
      }
      let description = try inference.description(
        provenance: ModelProvenance(
          source: String(weights.split(separator: "/").last ?? ""), writer: "saccade network import",
          notes: ["source_fnv1a64": source.description]))
      let layout = try ModelFile.layout(description: description, weights: imported.weights)
      // Folding looks at every weight: what cannot be computed with is refused now, not at the first frame.
      try NetworkPlan.check(imported.weights, description: description) { fraction in
        progress.show(fraction: 0.1 + fraction * 0.4, detail: "checking the weights")
      }
      let digest = try ModelFileOutput.write(layout, imported.weights, to: output) { fraction in
        progress.show(fraction: 0.5 + fraction / 2, detail: "writing \(output)")
      }
      progress.clear()
      let report = try inference.report(output: output, digest: digest, description: description)
      print(json ? try report.json() : report.text)
    } catch {
      throw CommandFailure(error, path: weights)
    }
  }
}
