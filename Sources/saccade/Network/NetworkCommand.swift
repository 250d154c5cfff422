import ArgumentParser

/// `saccade network`: everything about model files.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Make, inspect, run, measure and export model files.",
    subcommands: [
      NetworkImport.self, NetworkInfo.self, NetworkRun.self, NetworkExport.self, NetworkGenerate.self,
      NetworkEnergy.self, NetworkQuantise.self, NetworkPicture.self,
    ])
}
