import SpikingNetwork

/// A file that is held in memory.
struct MemoryBytes: ByteSource {
  let content: [UInt8]

  var byteCount: Int { content.count }

  func bytes(_ range: Range<Int>) -> [UInt8] { Array(content[range]) }
}
