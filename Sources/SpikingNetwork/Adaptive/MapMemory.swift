import CSpikeKernels

/// The feature maps of a fused program in one block of memory, each with the border that its readers need.
///
/// Nothing is shared between maps that are needed at once.
final class MapMemory {
  private let memory: UnsafeMutableRawPointer
  private let offsets: [Int]
  private let maps: [FeatureMap]
  /// The width of each map's border.
  let halos: [Int]

  /// Makes room for a program, with or without its alternatives.
  init(topology: NetworkTopology, program: FusedProgram, withAlternatives: Bool) {
    var halos = [Int](repeating: 0, count: topology.featureMaps.count)
    var born = [Int](repeating: -1, count: halos.count)
    var lastRead = born
    for (index, operation) in program.operations.enumerated() {
      for map in operation.writes { born[map] = index }
      for map in operation.reads { lastRead[map] = index }
      if case .convolve(let convolution) = operation.kind {
        let map = operation.inputs[0]
        halos[map] = max(halos[map], topology.convolutions[convolution].padding)
      }
    }
    for (index, alternative) in program.alternatives.enumerated() where withAlternatives {
      guard let map = alternative?.operation.inputs[0] else { continue }
      halos[map] = max(halos[map], 1)
      // What the third operation writes is written while the first one's input is still read.
      lastRead[map] = max(lastRead[map], index + 2)
    }
    // The input is written before the first operation.
    let isNeeded = born.indices.map { $0 == 0 || born[$0] >= 0 }
    maps = topology.featureMaps
    let sizes = maps.indices.map { map in
      isNeeded[map] ? MapMemory.byteCount(topology.featureMaps[map], halo: halos[map]) : 0
    }
    let layout = ArenaLayout(sizes: sizes, born: born, lastRead: lastRead)
    self.halos = halos
    offsets = layout.offsets
    memory = AlignedMemory.allocate(layout.byteCount)
  }

  deinit { AlignedMemory.deallocate(memory) }

  /// A map as the kernels take it.
  func map(_ index: Int) -> spike_map {
    spike_map(
      data: memory + offsets[index], height: maps[index].height, width: maps[index].width,
      channels: maps[index].channels, halo: halos[index])
  }

  /// Elements from one row to the next.
  func rowElements(_ index: Int) -> Int { (maps[index].width + 2 * halos[index]) * maps[index].channels }

  /// The first value behind the border.
  func values(_ index: Int) -> UnsafeMutablePointer<Float> {
    (memory + offsets[index]).assumingMemoryBound(to: Float.self) + origin(index)
  }

  /// The first spike count behind the border.
  func spikes(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    (memory + offsets[index]).assumingMemoryBound(to: UInt8.self) + origin(index)
  }

  private func origin(_ index: Int) -> Int { halos[index] * rowElements(index) + halos[index] * maps[index].channels }

  private static func byteCount(_ map: FeatureMap, halo: Int) -> Int {
    let elements = (map.height + 2 * halo) * (map.width + 2 * halo) * map.channels
    // What kernels may read behind a map.
    return (elements + map.channels + SPIKE_SLACK) * (map.content == .values ? 4 : 1)
  }
}
