import ArgumentParser

/// The command `saccade`.
@main struct Saccade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saccade",
    abstract: "Object detection on event-camera streams with a spiking neural network.",
    subcommands: [])
}
