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
    self.init(
      sizes: maps.map { $0.elementCount * ($0.content == .values ? 4 : 1) }, born: born, lastRead: lastRead)
  }

  /// Places for maps of so many bytes, each needed from the operation `born` that writes it to the one that reads it last.
  package init(sizes: [Int], born: [Int], lastRead: [Int]) {
    var offsets = [Int](repeating: 0, count: sizes.count)
    var live: [(map: Int, range: Range<Int>)] = []
    var end = 0
    for map in sizes.indices.sorted(by: { (born[$0], $0) < (born[$1], $1) }) {
      // A map that the operation itself reads is still needed while the output is written, and so is another output of it.
      live.removeAll { lastRead[$0.map] < born[map] && born[$0.map] != born[map] }
      let rounded = (sizes[map] + Self.alignment - 1) / Self.alignment * Self.alignment
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
