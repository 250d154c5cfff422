import SpikingNetwork
import Testing

@Suite struct NetworkTopologyTests {
  private static func description(
    _ variant: NetworkVariant, _ scale: NetworkScale, classes: Int, side: Int = 64
  ) -> NetworkDescription {
    NetworkDescription(
      variant: variant, scale: scale,
      input: NetworkInput(width: side, height: side, sensorWidth: side, sensorHeight: side),
      classNames: (0..<classes).map { "class \($0)" }, provenance: ModelProvenance(source: "none", writer: "test"))
  }

  /// Counted with the published code (MODEL.md section 3 and the fixtures).
  @Test(arguments: [
    (NetworkVariant.coco, NetworkScale.n, 80, 13_271_632), (.coco, .s, 80, 23_153_024), (.coco, .m, 80, 47_841_856),
    (.coco, .l, 80, 68_478_400), (.gen1, .s, 2, 23_122_838),
    (.gen1, NetworkScale(depth: 0.33, width: 0.25), 2, 6_124_470),
    (.gen1, NetworkScale(depth: 0.33, width: 0.125), 2, 1_749_446),
    (.coco, NetworkScale(depth: 0.33, width: 0.125), 3, 1_749_545),
  ]) func parametersAreThoseOfThePublishedCode(
    variant: NetworkVariant, scale: NetworkScale, classes: Int, expected: Int
  ) throws {
    let description = Self.description(variant, scale, classes: classes)
    #expect(try NetworkTopology(description: description).parameterCount == expected)
    #expect(try NetworkTopology(description: description, merged: true).parameterCount == expected)
  }

  @Test func layersHaveTheShapesOfTheTable() throws {
    let topology = try NetworkTopology(description: Self.description(.coco, .s, classes: 80, side: 640))
    #expect(topology.layers.map(\.index) == Array(0...26))
    #expect(
      topology.layers.map(\.outputShape) == [
        [3, 640, 640], [64, 160, 160], [64, 160, 160], [128, 80, 80], [128, 80, 80], [256, 40, 40], [256, 40, 40],
        [512, 20, 20], [512, 20, 20], [512, 20, 20], [256, 20, 20], [256, 40, 40], [256, 40, 40], [512, 40, 40],
        [128, 40, 40], [128, 80, 80], [128, 80, 80], [256, 80, 80], [128, 80, 80], [128, 80, 80], [128, 40, 40],
        [256, 40, 40], [256, 40, 40], [256, 20, 20], [512, 20, 20], [512, 20, 20], [144, 8400],
      ])
    #expect(topology.layers.map(\.repeats)[...8] == [1, 1, 1, 1, 2, 1, 3, 1, 1])
    #expect(topology.layers[13].from == [12, 6])
    #expect(topology.layers[26].from == [19, 22, 25])
  }

  /// 9 * 0.5 is rounded to the even 4, 3 * 0.5 to the even 2.
  @Test func repeatsRoundHalfToEven() throws {
    let topology = try NetworkTopology(description: Self.description(.coco, .l, classes: 80))
    #expect([2, 4, 6, 8].map { topology.layers[$0].repeats } == [2, 3, 4, 2])
    #expect(topology.tensors.contains { $0.key == "model.8.1.bn2.bias" })
    #expect(topology.layers[25].kind == "SNN-Block-2(r=2)")
  }

  @Test func mergingChangesOperationsButNotStateAndTensors() throws {
    let description = Self.description(.gen1, NetworkScale(depth: 0.33, width: 0.125), classes: 2)
    let unmerged = try NetworkTopology(description: description)
    let merged = try NetworkTopology(description: description, merged: true)
    #expect(unmerged.tensors == merged.tensors)
    #expect(unmerged.neurons == merged.neurons)
    #expect(unmerged.neuronNames.map(\.name) == merged.neuronNames.map(\.name))
    #expect(merged.convolutions.count < unmerged.convolutions.count)
    // Merged, every convolution but the first reads spikes: the network is purely spike-driven.
    for node in merged.nodes.dropFirst() {
      guard case .convolve = node.operation else { continue }
      #expect(merged.featureMaps[node.inputs[0]].content == .spikes)
    }
  }

  @Test func multiplyAccumulatesAreOutputsTimesFanIn() throws {
    let topology = try NetworkTopology(
      description: Self.description(.gen1, NetworkScale(depth: 0.33, width: 0.125), classes: 2))
    // Layer 1: 16 channels of 16x16 pixels, 7x7x3 inputs each; layer 10: 64 of 2x2, 128 each.
    #expect(topology.layers[1].multiplyAccumulates == 16 * 16 * 16 * 147)
    #expect(topology.layers[10].multiplyAccumulates == 64 * 2 * 2 * 128)
    #expect(topology.multiplyAccumulates == topology.layers.reduce(0) { $0 + $1.multiplyAccumulates })
  }

  @Test func everyMapIsWrittenBeforeItIsRead() throws {
    for merged in [false, true] {
      let topology = try NetworkTopology(description: Self.description(.coco, .m, classes: 80), merged: merged)
      var written: Set<Int> = [0]
      for node in topology.nodes {
        #expect(node.inputs.allSatisfy(written.contains))
        if let output = node.output { #expect(written.insert(output).inserted) }
      }
      #expect(written.count == topology.featureMaps.count)
    }
  }

  @Test(.enabled(if: Fixture.areAvailable, Fixture.skipMessage), arguments: ["exact-gen1"])
  func neuronNamesAreThoseOfThePublishedCode(name: String) throws {
    struct Expected: Decodable { var neurons_step_checks: [String: [[UInt64]]] }
    let expected: Expected = try Fixture(name).expected()
    let names = try NetworkTopology(description: Fixture(name).model().description).neuronNames.map(\.name)
    #expect(Set(names) == Set(expected.neurons_step_checks.keys))
    #expect(names.count == expected.neurons_step_checks.count)
  }
}
