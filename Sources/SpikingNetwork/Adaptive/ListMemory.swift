import CSpikeKernels

/// Room for the lists of one map at a time, as large as the largest of several maps needs.
final class ListMemory {
  private let start: UnsafeMutablePointer<UInt16>
  private let index: UnsafeMutablePointer<UInt16>
  private let value: UnsafeMutableRawPointer

  /// Makes room for maps with their borders.
  init(maps: [spike_map]) {
    let starts = maps.reduce(1) { largest, map in
      let chunks = (map.channels + SPIKE_SMALLEST_CHUNK - 1) / SPIKE_SMALLEST_CHUNK
      return max(largest, map.height * chunks * (map.width + 2 * map.halo + 1))
    }
    let entries = maps.reduce(1) { max($0, $1.height * Self.rowCapacity($1)) }
    start = AlignedMemory.allocate(starts * 2).bindMemory(to: UInt16.self, capacity: starts)
    index = AlignedMemory.allocate(entries * 2).bindMemory(to: UInt16.self, capacity: entries)
    value = AlignedMemory.allocate(entries * 2)
  }

  deinit {
    AlignedMemory.deallocate(start)
    AlignedMemory.deallocate(index)
    AlignedMemory.deallocate(value)
  }

  /// The lists as they lie for a map, in chunks of so many channels.
  func lists(_ map: spike_map, chunkChannels: Int) -> spike_lists {
    spike_lists(
      start: start, index: index, value: value, row_capacity: Self.rowCapacity(map), chunk_channels: chunkChannels)
  }

  private static func rowCapacity(_ map: spike_map) -> Int {
    (map.width + 2 * map.halo) * map.channels + SPIKE_SLACK
  }
}
