import ArgumentParser

/// `saccade network`: everything about model files.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Make, inspect and run model files.",
    subcommands: [NetworkImport.self, NetworkInfo.self, NetworkRun.self, NetworkGenerate.self])
}
