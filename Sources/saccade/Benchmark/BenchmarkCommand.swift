import ArgumentParser

/// `saccade benchmark`: how fast this machine is.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Measure how fast this machine computes.",
    subcommands: [NetworkBenchmark.self])
}
