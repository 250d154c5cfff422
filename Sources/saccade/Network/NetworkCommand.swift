import ArgumentParser

/// `saccade network`: everything about model files.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Make, inspect, run and measure model files.",
    subcommands: [
      NetworkImport.self, NetworkInfo.self, NetworkRun.self, NetworkGenerate.self, NetworkEnergy.self,
      NetworkQuantise.self,
    ])
}
