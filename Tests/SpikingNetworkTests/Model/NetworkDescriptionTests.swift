import SpikingNetwork
import Testing

@Suite struct NetworkDescriptionTests {
  static let legal = NetworkDescription(
    variant: .gen1, scale: .s,
    input: NetworkInput(
      width: 320, height: 256, sensorWidth: 304, sensorHeight: 240, representation: .histogram(cap: 10),
      timestepMicroseconds: 50_000, timestepsPerWindow: 5, order: .newestFirst, fit: .pad, paddingValue: 0.1,
      normalisationDivisor: 10),
    classNames: ["car", "pedestrian"], stateMode: .reset,
    provenance: ModelProvenance(source: "a \"file\"", writer: "test", notes: ["epoch": "7"]))

  @Test func comesBackFromAModelFile() throws {
    let generator = NetworkGenerator(description: TinyModel.description, seed: 1)
    #expect(try ModelFile(bytes: generator.modelBytes()).description == TinyModel.description)
  }

  @Test(arguments: NetworkVariant.allCases) func constantsDefaultToTheVariant(variant: NetworkVariant) {
    let description = NetworkDescription(
      variant: variant, scale: .s, input: Self.legal.input, classNames: ["x"],
      provenance: Self.legal.provenance)
    let expected: NeuronConstants =
      switch variant {
      case .gen1: NeuronConstants(alpha: 0.5, beta: 0.5, largestSpikeCount: 4)
      case .coco: NeuronConstants(alpha: 1, beta: 0.25, largestSpikeCount: 4)
      }
    #expect(description.neuron == expected)
  }

  @Test func countsAnchorsAndChannels() {
    #expect(Self.legal.anchorCount == 1680)
    #expect(Self.legal.outputChannels == 66)
    #expect(Self.legal.outputElementCount == 66 * 1680)
  }

  @Test func legalValuesPass() throws { try Self.legal.validate() }

  private static let changes: [(String, @Sendable (inout NetworkDescription) -> Void)] = [
    ("scale.depth", { $0.scale.depth = 0 }), ("scale.depth", { $0.scale.depth = .nan }),
    ("scale.width", { $0.scale.width = 4.1 }), ("scale.width", { $0.scale.width = -.infinity }),
    ("scale.max_channels", { $0.scale.maxChannels = 0 }),
    ("scale.last_block_expansion", { $0.scale.lastBlockExpansion = 9 }),
    ("neuron.alpha", { $0.neuron.alpha = .nan }), ("neuron.beta", { $0.neuron.beta = .infinity }),
    ("neuron.largest_spike_count", { $0.neuron.largestSpikeCount = 0 }),
    ("neuron.largest_spike_count", { $0.neuron.largestSpikeCount = 256 }),
    ("input.width", { $0.input.width = 321 }), ("input.width", { $0.input.width = 0 }),
    ("input.height", { $0.input.height = .max }), ("input.height", { $0.input.height = 4128 }),
    ("input.width x input.height", { ($0.input.width, $0.input.height) = (4096, 4096) }),
    ("input.sensor_width", { $0.input.sensorWidth = 0 }),
    ("input.sensor_height", { $0.input.sensorHeight = 65536 }),
    ("input.representation.cap", { $0.input.representation = .histogram(cap: 0) }),
    ("input.timestep_microseconds", { $0.input.timestepMicroseconds = 0 }),
    ("input.timesteps_per_window", { $0.input.timestepsPerWindow = 0 }),
    ("input.padding_value", { $0.input.paddingValue = .nan }),
    ("input.normalisation_divisor", { $0.input.normalisationDivisor = 0 }),
    ("input.fit", { $0.input.sensorWidth = 346 }), ("classes", { $0.classNames = [] }),
    ("classes", { $0.classNames = ["car", ""] }), ("classes", { $0.classNames = ["car", "car"] }),
  ]

  @Test func everyIllegalValueIsNamed() {
    for (field, change) in Self.changes {
      var description = Self.legal
      change(&description)
      let error = #expect(throws: NetworkDescriptionError.self, "\(field)") { try description.validate() }
      guard case .illegalValue(field, _, _)? = error else {
        Issue.record("\(field): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func anotherFormatVersionIsRefused() {
    var description = Self.legal
    description.formatVersion = 2
    #expect(throws: NetworkDescriptionError.unsupportedFormatVersion(2, supported: 1)) { try description.validate() }
  }

  @Test func aWidthThatLeavesNoChannelsIsRefused() {
    var description = Self.legal
    description.scale.width = 0.007
    #expect(throws: NetworkDescriptionError.self) { try NetworkTopology(description: description) }
  }
}
