import ArgumentParser
import Pictures
import SpikingNetwork

/// `saccade network picture`: how neurons and their network work, drawn.
struct NetworkPicture: ParsableCommand {
  /// What is drawn.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    /// Current, potential and spikes of one neuron.
    case neuron
    /// The same neuron with its state carried and reset.
    case state
    /// Integer spikes as binary spikes at virtual timesteps.
    case virtual
    /// A re-parameterised block as trained and merged.
    case merge
  }

  static let configuration = CommandConfiguration(
    commandName: "picture",
    abstract: "Draw how a neuron and its network work.",
    discussion: """
      The neuron is computed by the kernel that networks are computed with; its constants are options. Docs/10-Network.md \
      explains the pictures, which 'make pictures' draws again.

      Examples:
        saccade network picture neuron -o neuron.png
        saccade network picture state --alpha 1 --beta 0.25 -o state.png
      """)

  @Argument(help: "What is drawn.")
  var subject: Subject

  @Option(help: "The neuron's factor of the input current.")
  var alpha = NetworkVariant.gen1.publishedNeuron.alpha

  @Option(help: "The neuron's factor of the potential carried over.")
  var beta = NetworkVariant.gen1.publishedNeuron.beta

  @Option(help: "The largest number of spikes of a neuron in a timestep, D, 1...8.")
  var maxSpikes = NetworkVariant.gen1.publishedNeuron.largestSpikeCount

  @Option(name: .shortAndLong, help: ArgumentHelp("The picture to write.", valueName: "file.png"))
  var output: String

  func validate() throws {
    guard output.lowercased().hasSuffix(".png") else {
      throw ValidationError("--output writes PNG; \(output) does not end with .png")
    }
    guard (1...8).contains(maxSpikes) else { throw ValidationError("--max-spikes is \(maxSpikes); give 1...8") }
    for (name, value) in [("--alpha", alpha), ("--beta", beta)] where !(0...4).contains(value) {
      throw ValidationError("\(name) is \(value); give 0...4")
    }
  }

  func run() throws {
    let constants = NeuronConstants(alpha: alpha, beta: beta, largestSpikeCount: maxSpikes)
    let canvas =
      switch subject {
      case .neuron: NeuronPicture(constants: constants).draw()
      case .state: StatePicture(constants: constants).draw()
      case .virtual: VirtualTimestepPicture(constants: constants).draw()
      case .merge: MergePicture().draw()
      }
    try PictureFile.write(canvas, to: output)
  }
}
