import ArgumentParser
import SpikingNetwork

/// The options of commands that run a network over given data: tensors or a recording.
struct TimestepInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A recording of events, or timesteps as tensors: a safetensors file with a float32 tensor 'input' [timesteps, 3, "
        + "h, w], or a numpy file with such an array.", valueName: "file"))
  var input: String

  @Option(help: ArgumentHelp("The timesteps that are computed at most (default: all).", valueName: "n"))
  var timesteps: Int?

  @Option(help: "What happens to the membrane potentials between windows (default: as the model was trained).")
  var state: StateMode?

  @OptionGroup(title: "Recordings")
  var recording: RecordingOptions

  func validate() throws {
    if let timesteps, timesteps < 1 { throw ValidationError("--timesteps is \(timesteps); give at least 1") }
  }

  /// Opens the data for a network; throws `CommandFailure` that names the file.
  func open(for description: NetworkDescription) throws(CommandFailure) -> any TimestepInput {
    let state = state ?? description.stateMode
    if input != "-" {
      let file = try InputFile(path: input)
      if try TimestepFile.isOne(file) { return try TensorInput(path: input, description: description, state: state) }
    }
    return try RecordingInput(recording.open(input), description: description, state: state)
  }

  /// Goes through the data with `body`, which does what each step says, and shows how far it is.
  ///
  /// Throws `CommandFailure` also where there is no whole timestep in the data.
  func run(
    _ source: any TimestepInput, description: NetworkDescription, task: String,
    _ body: (NetworkStep, [Float]) throws -> Void
  ) throws {
    var values = [Float](repeating: 0, count: description.input.elementCount)
    var progress = ProgressLine()
    defer { progress.clear() }
    var done = 0
    while let step = try source.next(into: &values) {
      if case .run = step {
        if done == timesteps { break }
        done += 1
      }
      try body(step, values)
      let fraction = timesteps.map { Double(done) / Double($0) }
      progress.show(
        fraction: [fraction, source.fractionRead].compactMap { $0 }.max(),
        detail: "\(task): \(Format.count(UInt64(done))) timesteps, "
          + "\(Format.decimal(Double(done) / max(progress.elapsedSeconds, 1e-3), digits: 1))/s")
    }
    if let losses = source.losses { Terminal.writeError("saccade: \(input): \(losses)\n") }
    guard done > 0 else {
      let milliseconds = Format.decimal(Double(description.input.timestepMicroseconds) / 1000, digits: 1)
      throw CommandFailure(
        .badData,
        "\(input): no timesteps to run the network on; give data that lasts at least one, \(milliseconds) ms")
    }
  }
}
