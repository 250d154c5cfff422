import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkInfoTests {
  @Test func jsonHasTheWholeNetwork() throws {
    struct Info: Decodable {
      struct Layer: Decodable {
        var index: Int
        var kind: String
        var output_shape: [Int]
        var parameters: Int
        var macs_unmerged: Int
        var macs_merged: Int
      }
      var model: String
      var description: NetworkDescription
      var parameters: Int
      var state_elements: Int
      var state_bytes: Int
      var neuron_layers: Int
      var macs_per_timestep_unmerged: Int
      var macs_per_timestep_merged: Int
      var output_shape: [Int]
      var layers: [Layer]
    }
    let folder = try NetworkFiles.folder()
    let run = try CommandRun("network", "info", "tiny.model", "--json", in: folder)
    #expect(run.status == 0)
    let info = try JSONDecoder().decode(Info.self, from: Data(run.output.utf8))
    let model = try ModelFile(bytes: folder.read("tiny.model"))
    let topology = try NetworkTopology(description: model.description)
    #expect(info.model == model.digest.description)
    #expect(info.description == model.description)
    #expect(info.parameters == topology.parameterCount)
    #expect(info.state_elements == topology.stateElementCount)
    #expect(info.state_bytes == topology.stateElementCount * 4)
    #expect(info.neuron_layers == 88)
    #expect(info.output_shape == [66, 42])
    #expect(info.layers.map(\.index) == Array(0...26))
    #expect(info.layers.reduce(0) { $0 + $1.parameters } == info.parameters)
    #expect(info.layers.reduce(0) { $0 + $1.macs_unmerged } == info.macs_per_timestep_unmerged)
    #expect(info.layers.reduce(0) { $0 + $1.macs_merged } == info.macs_per_timestep_merged)
  }

  @Test func textNamesWhatMatters() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun("network", "info", "tiny.model", in: folder)
    #expect(run.status == 0)
    for text in ["SNN-Block-2(r=3)", "parameters", "MACs", "car, pedestrian", "last-polarity", "125000 us", "66x42"] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  @Test func weightsWithoutDescriptionAreNoModel() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun("network", "info", "input.safetensors", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("input.safetensors: no model file"))
  }
}
