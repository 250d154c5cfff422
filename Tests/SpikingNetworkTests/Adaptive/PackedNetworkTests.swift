import SpikingNetwork
import Testing

@Suite struct PackedNetworkTests {
  static let options: [PackedNetwork.Options] = [nil, IntegerWeight.int16, .int8].flatMap { weights in
    PackedNetwork.Merging.allCases.map { PackedNetwork.Options(weights: weights, merging: $0) }
  }

  private func weights(_ network: PackedNetwork) -> [UInt8] { network.withFileWeights { Array($0) } }

  /// One convolution at a time gives what whole plans give.
  @Test(arguments: options) func packsAModelAsItsPlans(options: PackedNetwork.Options) throws {
    let model = try TinyModel.model()
    let plan = try NetworkPlan(model: model, merged: options.merging == .always)
    let merged = try NetworkPlan(model: model, merged: true)
    let packed = weights(try PackedNetwork(model: model, options: options))
    #expect(packed == weights(try PackedNetwork(plan: plan, merged: merged, options: options)))
    #expect(packed == weights(try PackedNetwork(model: model, options: options, threads: 3)))
    #expect(packed.contains { $0 != 0 })
  }

  /// Whichever thread comes to one first: the error is that of the network's order.
  @Test(arguments: [1, 4]) func theFirstIllegalWeightIsNamed(threads: Int) throws {
    let illegal = ["model.5.encode_conv.weight", "model.22.conv1.body.0.weight", "model.26.cv3.2.2.conv.bias"]
    let weights = try TinyModel.weights { tensors in
      for index in tensors.indices where illegal.contains(tensors[index].name) { tensors[index].values[1] = .nan }
    }
    let damaged = try ModelFile(bytes: ModelFile.bytes(description: TinyModel.description, weights: weights))
    for _ in 0..<5 {
      let error = #expect(throws: ModelFileError.self) { try PackedNetwork(model: damaged, threads: threads) }
      guard case .illegalWeight("model.5.encode_conv.weight", 1, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test(arguments: options) func comesBackFromAFile(options: PackedNetwork.Options) throws {
    let model = try TinyModel.model()
    var network = try PackedNetwork(model: model, options: options)
    for index in network.gatherRates.indices { network.gatherRates[index] = 1 / Double(index + 3) }
    let file = try PackedFile(network)
    let read = try file.network(model, options)
    #expect(weights(read) == weights(network))
    #expect(read.gatherRates == network.gatherRates)
    let inputs = TinyModel.inputs(3)
    #expect(EngineRun(AdaptiveEngine(network: read), inputs) == EngineRun(AdaptiveEngine(network: network), inputs))
  }

  @Test func aFileOfSomethingElseIsNotUsed() throws {
    let model = try TinyModel.model()
    let file = try PackedFile(PackedNetwork(model: model))
    var dense = PackedNetwork.Options()
    dense.choice = .dense
    for (model, options, processor, key) in [
      (try TinyModel.model(seed: 2), PackedNetwork.Options(), "p", "model"),
      (model, PackedNetwork.Options(weights: .int8), "p", "merges_below"),
      (model, PackedNetwork.Options(merging: .always), "p", "merging"), (model, dense, "p", "kernels"),
      (model, PackedNetwork.Options(), "q", "processor"),
    ] {
      let error = #expect(throws: PackedNetwork.FileMismatch.self) {
        try file.network(model, options, processor: processor)
      }
      guard case .other(let found, _, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(found == "saccade.packed.\(key)")
    }
  }

  /// Whatever byte of the weights is another one, and however short the file is.
  @Test func damageIsFound() throws {
    let model = try TinyModel.model()
    let file = try PackedFile(PackedNetwork(model: model))
    let first = file.bytes.count - file.weightByteCount
    for place in stride(from: first, to: file.bytes.count, by: 997) {
      var damaged = file
      damaged.bytes[place] ^= 0x10
      #expect(throws: PackedNetwork.FileMismatch.damaged) { try damaged.network(model) }
    }
    for count in [0, 7, 8, first - 1, first, file.bytes.count - 1] {
      var cut = file
      cut.bytes.removeLast(file.bytes.count - count)
      #expect(throws: (any Error).self) { try cut.network(model) }
    }
  }

  @Test(arguments: options) func equalsANetworkMadeForThatSize(options: PackedNetwork.Options) throws {
    let model = try TinyModel.model()
    var description = model.description
    description.input.width *= 2
    let wide = try ModelFile(bytes: ModelFile.bytes(description: description, weights: model.weights))
    let networks = [
      try PackedNetwork(model: model, options: options).forInput(
        width: description.input.width, height: description.input.height),
      try PackedNetwork(model: wide, options: options),
    ]
    var random = SplitMix64(seed: 3)
    let inputs = (0..<2).map { _ in (0..<description.input.elementCount).map { _ in random.uniform(0, 1) } }
    #expect(
      EngineRun(AdaptiveEngine(network: networks[0]), inputs) == EngineRun(AdaptiveEngine(network: networks[1]), inputs)
    )
  }
}

/// A packed network as a file in memory.
struct PackedFile {
  var bytes: [UInt8]
  let weightByteCount: Int

  init(_ network: PackedNetwork) throws {
    let weights = network.withFileWeights { Array($0) }
    bytes = try network.fileHeader(processor: "p") + weights
    weightByteCount = weights.count
  }

  func network(
    _ model: ModelFile, _ options: PackedNetwork.Options = .init(), processor: String = "p"
  ) throws -> PackedNetwork {
    let file = try SafetensorsFile(bytes: bytes)
    return try PackedNetwork(model: model, options: options, processor: processor, header: file.header) {
      offset, buffer in
      buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
    }
  }
}
