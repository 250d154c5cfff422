import SpikingNetwork
import Testing

@Suite struct MembraneStateTests {
  private let plan: NetworkPlan

  init() throws { plan = try NetworkPlan(model: TinyModel.model()) }

  /// The bytes of a state that has seen a few timesteps.
  private func usedState() throws -> [UInt8] {
    var state = MembraneState(outline: plan.outline)
    let engine = ReferenceEngine(plan: plan)
    for input in TinyModel.inputs(3) { _ = engine.output(of: input, state: &state) }
    return try state.savedBytes()
  }

  /// A saved state with some tensors changed on the way.
  private func changed(
    metadata: [String: String]? = nil, _ change: (String, inout [Int], inout [Float]) -> Bool = { _, _, _ in true }
  ) throws -> [UInt8] {
    let file = try SafetensorsFile(bytes: usedState())
    var builder = SafetensorsBuilder(metadata: metadata ?? file.header.metadata)
    for tensor in file.header.tensors {
      var (shape, values) = (tensor.shape, try file.floats(named: tensor.name))
      if change(tensor.name, &shape, &values) { builder.add(tensor.name, shape: shape, floats: values) }
    }
    return try builder.fileBytes()
  }

  @Test func startsAtZeroAndReturnsThere() throws {
    var state = MembraneState(outline: plan.outline)
    let fresh = try state.savedBytes()
    let potentials = state.copy()
    #expect(potentials == Array(repeating: 0, count: plan.topology.stateElementCount))
    let engine = ReferenceEngine(plan: plan)
    _ = engine.output(of: TinyModel.inputs(1)[0], state: &state)
    #expect(try state.savedBytes() != fresh)
    state.reset()
    #expect(try state.savedBytes() == fresh)
  }

  @Test func comesBackBitForBit() throws {
    let bytes = try usedState()
    #expect(try MembraneState(outline: plan.outline, savedBytes: bytes).savedBytes() == bytes)
  }

  @Test func isSharedByMergedAndUnmergedPlans() throws {
    let merged = try NetworkPlan(model: TinyModel.model(), merged: true)
    let bytes = try usedState()
    #expect(try MembraneState(outline: merged.outline, savedBytes: bytes).savedBytes() == bytes)
  }

  @Test func holdsPotentialsInChannelOrder() throws {
    var state = MembraneState(outline: plan.outline)
    let neuron = plan.topology.neurons[1]
    var potentials = state.mutablePotentials
    // Channel 1, row 0, column 2 in NHWC.
    potentials[neuron.stateOffset + 2 * neuron.channels + 1] = 0.75
    let saved = try SafetensorsFile(bytes: state.savedBytes()).floats(named: neuron.name)
    #expect(saved[neuron.height * neuron.width + 2] == 0.75)
    #expect(saved.filter { $0 != 0 }.count == 1)
  }

  @Test func theStateOfAnotherModelIsRefused() throws {
    let other = try TinyModel.model(seed: 2)
    let bytes = try usedState()
    #expect(throws: MembraneStateError.otherModel(plan.digest, expected: other.digest)) {
      _ = try MembraneState(outline: NetworkPlan(model: other).outline, savedBytes: bytes)
    }
  }

  @Test func aModelIsNoState() throws {
    #expect(throws: MembraneStateError.notAState(metadataKeys: [ModelFile.descriptionKey])) {
      _ = try MembraneState(outline: plan.outline, savedBytes: TinyModel.bytes())
    }
    let bytes = try changed(metadata: [MembraneState.modelKey: "no digest"])
    #expect(throws: MembraneStateError.notAState(metadataKeys: [MembraneState.modelKey])) {
      _ = try MembraneState(outline: plan.outline, savedBytes: bytes)
    }
  }

  @Test func missingAndMisshapenLayersAreNamed() throws {
    let missing = try changed { name, _, _ in name != "model.4.0.Conv.lif2" }
    #expect(throws: SafetensorsError.self) { _ = try MembraneState(outline: plan.outline, savedBytes: missing) }
    let misshapen = try changed { name, shape, _ in
      if name == "model.4.0.Conv.lif2" { shape = [shape.reduce(1, *)] }
      return true
    }
    let error = #expect(throws: MembraneStateError.self) {
      _ = try MembraneState(outline: plan.outline, savedBytes: misshapen)
    }
    guard case .wrongShape("model.4.0.Conv.lif2", _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func potentialsThatAreNotFiniteAreRefused() throws {
    let bytes = try changed { name, _, values in
      if name == "model.7.encode_lif" { values[5] = .infinity }
      return true
    }
    #expect(throws: MembraneStateError.illegalPotential(key: "model.7.encode_lif", index: 5, value: .infinity)) {
      _ = try MembraneState(outline: plan.outline, savedBytes: bytes)
    }
  }

  @Test func aTruncatedStateIsRefused() throws {
    let bytes = try usedState()
    for length in stride(from: 0, to: bytes.count, by: 997) {
      #expect(throws: SafetensorsError.self) {
        _ = try MembraneState(outline: plan.outline, savedBytes: Array(bytes[..<length]))
      }
    }
  }
}

extension MembraneState {
  /// The potentials as an array.
  fileprivate func copy() -> [Float] {
    let span = potentials
    return span.indices.map { span[$0] }
  }
}
