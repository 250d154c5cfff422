import ArgumentParser
import Detections
import SpikingNetwork

extension IntegerWeight: ExpressibleByArgument {
  /// The type of so many bits.
  public init?(argument: String) {
    guard let type = Self.allCases.first(where: { "\($0.rawValue)" == argument }) else { return nil }
    self = type
  }

  /// The numbers of bits.
  public static var allValueStrings: [String] { allCases.map { "\($0.rawValue)" } }
}

/// `saccade network quantise`: what fewer bits in the weights change on given data.
struct NetworkQuantise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantise",
    abstract: "Show what 16-bit or 8-bit weights change on given data.",
    discussion: """
      The network runs twice side by side, with float32 weights and with whole numbers of 16 or 8 bits and a scale for each \
      output channel, each with its own membrane state. The report says how far the weights are off, how far each convolution \
      is off on the same input, how many neurons gave another spike count, how far the raw outputs differ, and which boxes \
      came or went. No file is changed: with \
      '--weights 16' or '8' the commands that run a network quantise the model as they load it.

      A network with random weights amplifies any difference: one spike that differs reaches a third of the neurons a few \
      layers on. Trust a report only of a trained model, on data like yours.

      Examples:
        saccade network quantise gen1.model --weights 16 --input drive_td.dat
        saccade network quantise gen1.model --weights 8 \\
          --input steps.safetensors -o report.json
      """)

  @Argument(help: "The model file.")
  var model: String

  @Option(help: "The bits of the weights.")
  var weights: IntegerWeight

  @OptionGroup var data: TimestepInputOptions

  @Option(help: "Whether re-parameterised convolutions are merged into one dense convolution each.")
  var merge: MergeSwitch = .off

  @Option(help: ArgumentHelp("Compare boxes from this score on.", valueName: "0...1"))
  var score: Float = 0.25

  @Option(help: ArgumentHelp("The least intersection over union of boxes that are the same.", valueName: "0...1"))
  var overlap: Float = 0.5

  @Option(name: .shortAndLong, help: ArgumentHelp("Write the report as JSON.", valueName: "file.json"))
  var output: String?

  @Flag(help: "Print the report as JSON.")
  var json = false

  func validate() throws {
    for (name, value) in [("--score", score), ("--overlap", overlap)] where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(value); give 0...1")
    }
  }

  func run() throws {
    let plan = try ModelLoading.plan(path: model, merged: merge == .on)
    let source = try data.open(for: plan.description)
    let quantised = QuantisedWeights(plan: plan, type: weights)
    let probe = QuantisationProbe(plan: plan, weights: quantised)
    var comparison: NetworkComparison
    do {
      comparison = try NetworkComparison(
        expected: probe, actual: QuantisedEngine(plan: plan, weights: quantised),
        scoreThreshold: score, overlapThreshold: overlap)
    } catch { throw CommandFailure(error, path: model) }
    try data.run(source, description: plan.description, task: "comparing") { step, values in
      comparison.take(step, values)
    }
    let report = QuantisationReport(
      model: model, input: data.input, plan: plan, probe: probe, comparison: comparison, scoreThreshold: score)
    let text = try JSONText.encode(report) + "\n"
    if let output { try OutputFile.write(Array(text.utf8), to: output) }
    Terminal.writeOutput(json ? text : QuantisationTable.text(report))
  }
}
