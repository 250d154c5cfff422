import ArgumentParser
import SpikingNetwork

extension OperationEnergy.Arithmetic: ExpressibleByArgument {}

/// `saccade network energy`: what a network's operations cost on given data.
struct NetworkEnergy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "energy",
    abstract: "Estimate the energy that a network takes on given data, spiking and as an ANN.",
    discussion: """
      The network runs spike by spike. Where a convolution reads spikes, each spike costs one addition for every weight it \
      meets (an AC); where it reads real numbers, each value costs a multiplication and an addition (a MAC). The ANN is the \
      same network with a MAC for every weight and place. Energies are those of the operations alone, in a 45 nm circuit \
      (Horowitz, ISSCC 2014); memory, neurons and control are left out. Docs/10-Network.md says more.

      Examples:
        saccade network energy gen1.model --input drive_td.dat
        saccade network energy gen1.model --input steps.safetensors \\
          --plot energy.png --html energy.html
        saccade network energy gen1.model --input drive_td.dat \\
          --arithmetic int8 --json | jq .total
      """)

  @Argument(help: "The model file.")
  var model: String

  @OptionGroup var data: TimestepInputOptions

  @Option(help: "Whether re-parameterised convolutions are merged into one dense convolution each.")
  var merge: MergeSwitch = .on

  @Option(help: "The type of numbers whose operations are counted.")
  var arithmetic = OperationEnergy.Arithmetic.float32

  @Option(help: ArgumentHelp("The energy of a multiply-accumulate, in place of the type's.", valueName: "pJ"))
  var macPicojoules: Double?

  @Option(help: ArgumentHelp("The energy of an accumulate, in place of the type's.", valueName: "pJ"))
  var acPicojoules: Double?

  @Flag(help: "Show a row for each convolution in place of each layer.")
  var convolutions = false

  @Option(help: ArgumentHelp("Draw energy and firing rate of each layer.", valueName: "file.png"))
  var plot: String?

  @Option(help: ArgumentHelp("Write a page with the charts and all numbers.", valueName: "file.html"))
  var html: String?

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws {
    for (name, value) in [("--mac-picojoules", macPicojoules), ("--ac-picojoules", acPicojoules)] {
      if let value, !(value.isFinite && value >= 0 && value <= 1e9) {
        throw ValidationError("\(name) is \(value); give 0...1e9")
      }
    }
    for (name, path, ending) in [("--plot", plot, ".png"), ("--html", html, ".html")] {
      if let path, !path.lowercased().hasSuffix(ending) {
        throw ValidationError("\(name) writes \(ending.dropFirst().uppercased()); \(path) does not end with \(ending)")
      }
    }
  }

  func run() throws {
    let plan = try ModelLoading.plan(path: model, merged: merge == .on)
    let source = try data.open(for: plan.description)
    let engine = SpikesEngine(plan: plan)
    var membranes = MembraneState(outline: plan.outline)
    var output = [Float](repeating: 0, count: plan.description.outputElementCount)
    var activity = NetworkActivity(topology: plan.topology)
    var rates = FiringRates(topology: plan.topology)
    try data.run(source, description: plan.description, task: "counting") { step, values in
      switch step {
      case .resetState: membranes.reset()
      case .window: break
      case .run:
        var span = output.mutableSpan
        engine.step(input: values.span, state: &membranes, output: &span)
        activity += engine.lastTimestep
        rates.add(engine.lastTimestep)
      }
    }
    let report = EnergyReport(
      model: model, input: data.input, plan: plan, state: data.state ?? plan.description.stateMode,
      arithmetic: arithmetic.rawValue, figures: figures, activity: activity, rates: rates)
    Terminal.writeOutput(
      json ? try JSONText.encode(report) + "\n" : EnergyTable.text(report, showsConvolutions: convolutions))
    guard plot != nil || html != nil else { return }
    let picture = EnergyPlot(report: report).draw()
    if let plot { try PictureFile.write(picture, to: plot) }
    if let html { try OutputFile.write(Array(EnergyPage.html(report, picture: picture).utf8), to: html) }
  }

  private var figures: OperationEnergy {
    var figures = OperationEnergy(arithmetic)
    if let macPicojoules { figures.multiplyAccumulatePicojoules = macPicojoules }
    if let acPicojoules { figures.accumulatePicojoules = acPicojoules }
    return figures
  }
}
