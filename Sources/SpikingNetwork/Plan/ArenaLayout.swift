/// Places for all feature maps of a network in one block of memory; maps that are never needed at once share bytes.
package struct ArenaLayout: Sendable {
  /// Where each feature map starts, in bytes.
  package let offsets: [Int]
  /// The bytes of the whole block.
  package let byteCount: Int

  /// Cache lines.
  private static let alignment = 64

  package init(topology: NetworkTopology) {
    let maps = topology.featureMaps
    var born = [Int](repeating: -1, count: maps.count)
    var lastRead = [Int](repeating: -1, count: maps.count)
    for (index, node) in topology.nodes.enumerated() {
      if let output = node.output { born[output] = index }
      for input in node.inputs { lastRead[input] = index }
    }
    var offsets = [Int](repeating: 0, count: maps.count)
    var live: [(map: Int, range: Range<Int>)] = []
    var end = 0
    for map in maps.indices.sorted(by: { (born[$0], $0) < (born[$1], $1) }) {
      // A map that the operation itself reads is still needed while the output is written.
      live.removeAll { lastRead[$0.map] < born[map] }
      let size = maps[map].elementCount * (maps[map].content == .values ? 4 : 1)
      let rounded = (size + Self.alignment - 1) / Self.alignment * Self.alignment
      var offset = 0
      for other in live.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
        if offset + rounded <= other.range.lowerBound { break }
        offset = max(offset, other.range.upperBound)
      }
      offsets[map] = offset
      live.append((map, offset..<offset + rounded))
      end = max(end, offset + rounded)
    }
    self.offsets = offsets
    byteCount = end
  }
}
