import Events
import SpikingNetwork

/// What `network import` takes from its options, the weights and the checkpoint's notes, in this order.
struct NetworkImportInference {
  private let command: NetworkImport
  private let imported: ImportedWeights
  private let network: InferredNetwork
  private let classNames: Finding<[String]>
  private let inputSize: Finding<SensorGeometry>

  /// Works the network out; throws `NetworkInferenceError`.
  init(command: NetworkImport, imported: ImportedWeights) throws(NetworkInferenceError) {
    self.command = command
    self.imported = imported
    let evidence = imported.evidence
    let network = try InferredNetwork(
      tensors: imported.weights.tensors, evidence: evidence,
      known: NetworkFactors(
        variant: command.variant, depth: command.depth, width: command.width, maxChannels: command.maxChannels,
        lastBlockExpansion: command.options.lastBlockExpansion))
    self.network = network
    if let classes = command.classes {
      classNames = Finding(classes.commaSeparated, source: "option")
    } else if let names = evidence.classNames, names.value.count == network.classCount {
      classNames = names
    } else if network.variant.value == .gen1, network.classCount == 2 {
      classNames = Finding(["car", "pedestrian"], source: "those of the Gen1 data set")
    } else {
      classNames = Finding(
        (0..<network.classCount).map { "class \($0)" },
        source: "their number from the tensors; name them with --classes")
    }
    if let size = command.inputSize {
      inputSize = Finding(size, source: "option")
    } else if let size = evidence.imageSize, let side = Self.inputSide(size.value) {
      inputSize = Finding(SensorGeometry(width: side, height: side), source: size.source)
    } else {
      let side = network.variant.value == .gen1 ? 320 : 640
      inputSize = Finding(
        SensorGeometry(width: side, height: side), source: "as published; another one with --input-size")
    }
  }

  /// The multiple of 32 that the published code uses for a size, or nil where it is none that is supported.
  private static func inputSide(_ size: Int) -> Int? {
    (1...2048).contains(size) ? (size + 31) / 32 * 32 : nil
  }

  /// The description of the network; throws `CommandFailure` with status 64 for an option that is not allowed.
  func description(provenance: ModelProvenance) throws(CommandFailure) -> NetworkDescription {
    try command.options.description(
      variant: network.variant.value, scale: network.scale, classNames: classNames.value, inputSize: inputSize.value,
      evidence: imported.evidence, provenance: provenance)
  }

  /// What is printed; throws `NetworkDescriptionError`.
  func report(
    output: String, digest: ModelDigest, description: NetworkDescription
  ) throws(NetworkDescriptionError) -> ImportReport {
    let topology = try NetworkTopology(description: description)
    let types = imported.elementTypes(of: topology)
    return ImportReport(
      output: output, digest: digest, topology: topology, network: network, elementTypes: types,
      facts: facts(description, topology, types))
  }

  private func facts(
    _ description: NetworkDescription, _ topology: NetworkTopology, _ types: [String]
  ) -> [ImportReport.Fact] {
    let options = command.options
    let evidence = imported.evidence
    let input = description.input
    let neuron = description.neuron
    func source(_ isOption: Bool, _ found: String?, _ fallback: String) -> String {
      isOption ? "option" : found ?? fallback
    }
    let ofVariant = "of the \(description.variant.rawValue) network"
    let isPublished = evidence.isFromPublishedTraining
    let names = imported.prefix == PublishedKeys.publishedPrefix ? "" : ", named '\(imported.prefix)...'"
    return [
      .init(
        name: "weights",
        value: "\(topology.tensors.count) tensors of \(types.joined(separator: " and "))\(names)",
        source: imported.place),
      .init(name: "variant", value: description.variant.rawValue, source: network.variant.source),
      .init(
        name: "size",
        value: (network.publishedSize.map { "\($0), " } ?? "")
          + "depth \(description.scale.depth), width \(description.scale.width), max channels "
          + "\(description.scale.maxChannels), layer 25 expands \(description.scale.lastBlockExpansion)x",
        source: "the tensors' names and shapes"),
      .init(
        name: "classes", value: "\(description.classNames.count): \(shortList(description.classNames))",
        source: classNames.source),
      .init(
        name: "strides", value: network.strides.map(String.init).joined(separator: ", "), source: "the head's levels"),
      .init(
        name: "alpha", value: "\(neuron.alpha)", source: source(options.alpha != nil, evidence.alpha?.source, ofVariant)
      ),
      .init(
        name: "beta", value: "\(neuron.beta)", source: source(options.beta != nil, evidence.beta?.source, ofVariant)),
      .init(
        name: "D", value: "\(neuron.largestSpikeCount)",
        source: source(
          options.maxSpikes != nil, evidence.largestSpikeCount?.source, "as published; another one with --max-spikes")),
      .init(
        name: "T", value: "\(input.timestepsPerWindow) of \(input.timestepMicroseconds) us, \(input.order.rawValue)",
        source: source(options.timesteps != nil, nil, "as published; others with --timesteps, --timestep, --order")),
      .init(
        name: "state", value: description.stateMode.rawValue,
        source: source(
          options.state != nil, isPublished ? "as the published code trains" : nil, "another one with --state")),
      .init(name: "input", value: "\(input.width)x\(input.height)", source: inputSize.source),
      .init(
        name: "sensor",
        value:
          "\(input.sensorWidth)x\(input.sensorHeight), \(input.representation.name), \(input.fit.rawValue), padded "
          + "with \(input.paddingValue), divided by \(input.normalisationDivisor)",
        source: source(options.geometry != nil, nil, ofVariant)),
    ]
  }

  private func shortList(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
  }
}
