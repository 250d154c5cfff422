import ArgumentParser
import Pipeline
import SpikingNetwork
import Telemetry
import EventSources

/// `saccade benchmark network`: how long a network takes, and where.
struct NetworkBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Measure how long a model takes for a timestep, layer by layer.",
    discussion: """
      Timesteps are computed one after another with the state carried. For each convolution the table has the part of its \
      inputs that were not zero, the kernel that was chosen, the time of the slowest thread, and the multiply-accumulates: \
      those needed, of inputs that were not zero, and those done. The peak that the last column refers to is measured in \
      the same run: multiplications and additions that load nothing. The engines reference and spikes tell nothing of \
      their layers.

      Examples:
        saccade benchmark network gen1.model --engine adaptive
        saccade benchmark network gen1.model --engine adaptive --weights 8 \\
          --threads 2 --input drive_td.dat
        saccade benchmark network gen1.model --engine dense --density 0.05 \\
          --json | jq .ms_per_timestep
      """)

  @Argument(help: "The model file.")
  var model: String

  @OptionGroup var engine: EngineOptions

  @Option(
    help: ArgumentHelp(
      "A recording of events, or timesteps as tensors as 'saccade network run' reads them; they are repeated where there "
        + "are too few (default: made-up timesteps).", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "Replace the weights by random ones with which this fraction of neurons fires, more than 0 and less than 1.",
      valueName: "fraction"))
  var density: Float?

  @Option(help: ArgumentHelp("The timesteps that are measured (default: as many as take 4 seconds).", valueName: "n"))
  var steps: Int?

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup(title: "Recordings")
  var recording: RecordingOptions

  private static let warmUpCount = 3
  private static let usualNanoseconds: Int64 = 4_000_000_000
  private static let fewestSteps = 5
  private static let ratedSteps = 4

  func validate() throws {
    if let density, !(density > 0 && density < 1) {
      throw ValidationError("--density is \(density); give more than 0 and less than 1")
    }
    if let steps, !(1...1_000_000).contains(steps) { throw ValidationError("--steps is \(steps); give 1...1000000") }
  }

  func run() throws {
    var progress = ProgressLine()
    defer { progress.clear() }
    let description = try ModelLoading.model(path: model).description
    var source = timesteps(for: description)
    let generated = try density.map { try randomised(description, density: $0, source) }
    ProcessUsage.forgetPeak()

    let start = HostClock.monotonicNanoseconds()
    let network =
      if let generated {
        try self.engine.load(generated, path: model, usesCache: false)
      } else {
        try self.engine.load(model: model)
      }
    let outline = network.outline
    let engine = network.makeEngine()
    let loaded = HostClock.monotonicNanoseconds() - start
    var membranes = MembraneState(outline: outline)
    var times: [Double] = []
    var values = [Float](repeating: 0, count: outline.description.input.elementCount)
    var output = [Float](repeating: 0, count: outline.description.outputElementCount)
    func step() throws -> Double {
      try source.next(into: &values)
      let start = HostClock.monotonicNanoseconds()
      var span = output.mutableSpan
      engine.step(input: values.span, state: &membranes, output: &span)
      return Double(HostClock.monotonicNanoseconds() - start) / 1e6
    }
    let first = try step()
    for _ in 0..<Self.warmUpCount { _ = try step() }
    let operations = OperationTimes()
    (engine as? AdaptiveEngine)?.operationObserver = operations
    let begin = HostClock.monotonicNanoseconds()
    while true {
      let elapsed = HostClock.monotonicNanoseconds() - begin
      if let steps {
        if times.count == steps { break }
      } else if times.count >= Self.fewestSteps,
        elapsed >= Self.usualNanoseconds
      {
        break
      }
      times.append(try step())
      progress.show(
        fraction: steps.map { Double(times.count) / Double($0) } ?? Double(elapsed) / Double(Self.usualNanoseconds),
        detail: "\(times.count) timesteps")
    }
    let peak = ProcessUsage.current.peakBytes
    let memory = peak > 0 ? Int(peak) : nil
    (engine as? AdaptiveEngine)?.operationObserver = nil
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    for _ in 0..<Self.ratedSteps { _ = try step() }

    var report = NetworkBenchmarkReport(
      model: model, digest: "\(outline.digest)", parameters: outline.topology.parameterCount,
      engine: self.engine.engine.rawValue, weights: self.engine.precision.rawValue, threads: self.engine.threads,
      instructions: engine is AdaptiveEngine ? KernelPeak.instructions : "plain loops",
      input: input ?? "made-up timesteps", steps: times.count, firingRate: spikes.meanFiringRate,
      loadMilliseconds: Double(loaded) / 1e6, firstCallMilliseconds: first,
      timestep: NetworkBenchmarkReport.Times(milliseconds: times), stepMilliseconds: times, peakMemoryBytes: memory,
      peak: [:], layers: [], others: [])
    if engine is AdaptiveEngine {
      for precision in Set(operations.sums.values.map { NetworkBenchmarkReport.precision(of: $0.operation) }) {
        report.peak[precision.rawValue] =
          KernelPeak.measure(
            weights: precision.integer, threads: self.engine.threads, clock: HostClock.monotonicNanoseconds) / 1e9
      }
      report.take(operations.sums, topology: outline.topology)
    }
    progress.clear()
    Terminal.writeOutput(json ? try JSONText.encode(report) + "\n" : NetworkBenchmarkTable.text(report))
  }

  private func timesteps(for description: NetworkDescription) -> BenchmarkInput {
    guard let input else { return BenchmarkInput(description: description, seed: 1) }
    return BenchmarkInput {
      if input != "-" {
        let file = try InputFile(path: input)
        if try TimestepFile.isOne(file) { return try TensorInput(path: input, description: description, state: .carry) }
      }
      return try RecordingInput(recording.open(input), description: description, state: .carry)
    }
  }

  /// The same network with random weights that are calibrated on the first timesteps.
  private func randomised(
    _ description: NetworkDescription, density: Float, _ source: BenchmarkInput
  ) throws -> ModelFile {
    var source = source
    do {
      let inputs = try (0..<NetworkGenerator.syntheticTimestepCount).map { _ in
        var values = [Float](repeating: 0, count: description.input.elementCount)
        try source.next(into: &values)
        return values
      }
      let generator = NetworkGenerator(
        description: description, seed: 1, calibrationInputs: inputs, firingRates: density...density)
      return try ModelFile(bytes: generator.modelBytes())
    } catch { throw CommandFailure(error, path: model) }
  }
}
