import ArgumentParser
import SpikingNetwork

/// `saccade network run`: timesteps in, head outputs out.
struct NetworkRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a model on timesteps from a file.",
    discussion: """
      The input is a safetensors file with a float32 tensor 'input' [timesteps, 3, h, w], or a numpy file with such an \
      array, already divided by the model's normalisation divisor and in the order in which timesteps enter the \
      network. The output holds \
      'raw_steps' [timesteps, 64 + classes, anchors], the head output of every timestep, and with --window T also \
      'raw_windows' [timesteps / T, 64 + classes, anchors], the means over T timesteps each; timesteps that fill no \
      window are in no mean. With --state reset the membrane potentials are zero at the start of every window, of T \
      timesteps or, without --window, of the model's own number. A state that was saved with --state-out is taken up \
      again with --state-in, so that a run in parts gives the same bits as one in a piece.

      Examples:
        saccade network run gen1.model --input steps.safetensors --output raw
        saccade network run gen1.model --input steps.safetensors \\
          --state reset --window 2 --output raw --spikes spikes.json
        saccade network run gen1.model --input more.safetensors \\
          --state-in half.state --output raw
      """)

  @Argument(help: "The model file.")
  var model: String

  @Option(help: ArgumentHelp("The timesteps, a safetensors or numpy file.", valueName: "file"))
  var input: String

  @Option(help: "What happens to the membrane potentials between windows (default: as the model was trained).")
  var state: StateMode?

  @OptionGroup var stateFiles: StateFileOptions

  @Option(help: "The timesteps of a window, T, 1...1024.")
  var window: Int?

  @OptionGroup var engine: EngineOptions

  @Option(help: ArgumentHelp("The head outputs, a safetensors file to write.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The checks of every neuron layer's spikes, a JSON file to write.", valueName: "file"))
  var spikes: String?

  func validate() throws {
    if let window, !(1...1024).contains(window) {
      throw ValidationError("--window is \(window); legal: 1...1024")
    }
  }

  func run() throws {
    let network = try engine.load(model: model)
    let outline = network.outline
    let mode = state ?? outline.description.stateMode
    var membranes = try stateFiles.load(outline: outline, mode: mode) ?? MembraneState(outline: outline)
    let timesteps = try TimestepFile(path: input, input: outline.description.input)
    let result = try RawOutputFile(
      path: output, description: outline.description, timestepCount: timesteps.timestepCount, window: window)
    let checks = spikes.map { _ in SpikeChecks() }
    let engine = network.makeEngine()
    engine.spikeObserver = checks
    try compute(engine, timesteps, mode, &membranes, result)
    let windowCount = window.map { timesteps.timestepCount / $0 } ?? 0
    try stateFiles.save { () throws(SafetensorsError) in try membranes.savedBytes() }
    try result.commit()
    if let checks, let spikes {
      let report = SpikeReport(outline: outline, timestepCount: timesteps.timestepCount, checks: checks)
      try OutputFile.write(try report.json(), to: spikes)
    }
    if let window, timesteps.timestepCount % window != 0 {
      Terminal.writeError(
        "saccade: the last \(timesteps.timestepCount - windowCount * window) of \(timesteps.timestepCount) timesteps "
          + "fill no window of \(window) and are in 'raw_steps' only\n")
    }
  }

  private func compute(
    _ engine: any InferenceEngine, _ timesteps: borrowing TimestepFile, _ mode: StateMode,
    _ membranes: inout MembraneState, _ result: borrowing RawOutputFile
  ) throws {
    let description = engine.outline.description
    let resetInterval =
      mode == .reset ? window ?? description.input.timestepsPerWindow : Int.max
    var values = [Float](repeating: 0, count: description.input.elementCount)
    var raw = [Float](repeating: 0, count: description.outputElementCount)
    var mean = raw
    var accumulator = WindowAccumulator(timestepsPerWindow: window ?? 1, elementCount: raw.count)
    var progress = ProgressLine()
    for timestep in 0..<timesteps.timestepCount {
      if mode == .reset, timestep % resetInterval == 0 { membranes.reset() }
      try timesteps.read(timestep: timestep, into: &values)
      var span = raw.mutableSpan
      engine.step(input: values.span, state: &membranes, output: &span)
      try result.write(step: timestep, raw)
      if let window {
        accumulator.append(raw.span)
        if accumulator.isFull {
          var meanSpan = mean.mutableSpan
          accumulator.mean(into: &meanSpan)
          try result.write(window: timestep / window, mean)
          accumulator.removeAll()
        }
      }
      progress.show(
        fraction: Double(timestep + 1) / Double(timesteps.timestepCount),
        detail: "\(timestep + 1) of \(timesteps.timestepCount) timesteps")
    }
    progress.clear()
  }
}
