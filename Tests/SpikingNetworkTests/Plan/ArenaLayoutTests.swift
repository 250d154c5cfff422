import SpikingNetwork
import Testing

@Suite struct ArenaLayoutTests {
  @Test(arguments: [false, true]) func mapsThatAreNeededAtOnceShareNothing(merged: Bool) throws {
    let topology = try NetworkTopology(description: TinyModel.description, merged: merged)
    let layout = ArenaLayout(topology: topology)
    let maps = topology.featureMaps
    let ranges = maps.indices.map { map in
      let size = maps[map].elementCount * (maps[map].content == .values ? 4 : 1)
      return layout.offsets[map]..<layout.offsets[map] + size
    }
    var owner = [Int?](repeating: nil, count: layout.byteCount)
    for byte in ranges[0] { owner[byte] = 0 }
    // Writing each map's bytes in turn must leave every map that is read later as it was.
    for node in topology.nodes {
      for input in node.inputs {
        #expect(ranges[input].allSatisfy { owner[$0] == input })
        if let output = node.output { #expect(!ranges[input].overlaps(ranges[output])) }
      }
      if let output = node.output {
        for byte in ranges[output] { owner[byte] = output }
      }
    }
  }

  @Test func sharingSavesMostOfTheMemory() throws {
    let topology = try NetworkTopology(description: TinyModel.description)
    let layout = ArenaLayout(topology: topology)
    let total = topology.featureMaps.reduce(0) { $0 + $1.elementCount * ($1.content == .values ? 4 : 1) }
    #expect(layout.byteCount * 4 < total)
    #expect(layout.offsets.allSatisfy { $0 % 64 == 0 })
  }
}
