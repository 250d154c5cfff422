package import CEventKernels

/// Makes and decompresses LZ4 frames.
///
/// They are decompressed here rather than by the library, whose decompressor of frames is not a value that can be
/// copied as a decoder can, and whose decompressor of blocks is slower on events.
///
/// Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
package enum LZ4Frame {
  private static let magic: UInt32 = 0x184D_2204
  /// How far back a block may refer to.
  private static let windowByteCount = 65_536

  /// What a frame's descriptor says.
  private struct Descriptor {
    var byteCount = 0
    var blockByteLimit = 0
    var hasLinkedBlocks = false
    var hasBlockChecksums = false
    var hasContentChecksum = false
    var contentByteCount: UInt64?

    /// Reads the descriptor, nil where it is malformed; `byteCount` is 0 where it breaks off.
    init?(_ frame: UnsafeRawBufferPointer) {
      guard frame.count >= 4 else { return }
      guard frame.number(UInt32.self, at: 0) == magic else { return nil }
      guard frame.count >= 6 else { return }
      let flags = frame[4]
      let blockFlags = frame[5]
      let sizeCode = Int(blockFlags >> 4)
      // Version 1, no reserved bits, no dictionary, block sizes of 64 KiB to 4 MiB.
      guard flags >> 6 == 1, flags & 0b11 == 0, blockFlags & 0x8F == 0, (4...7).contains(sizeCode) else { return nil }
      let end = flags & 0b1000 == 0 ? 6 : 14
      guard frame.count > end else { return }
      if end == 14 { contentByteCount = frame.number(UInt64.self, at: 6) }
      let hash = XXHash32.hash(UnsafeRawBufferPointer(rebasing: frame[4..<end]))
      guard frame[end] == UInt8(truncatingIfNeeded: hash >> 8) else { return nil }
      hasLinkedBlocks = flags & 0b10_0000 == 0
      hasBlockChecksums = flags & 0b1_0000 != 0
      hasContentChecksum = flags & 0b100 != 0
      blockByteLimit = 1 << (8 + 2 * sizeCode)
      byteCount = end + 1
    }
  }

  /// Decompresses the frame that `frame` begins with, of which the end may be missing.
  ///
  /// - Parameters:
  ///   - frame: the compressed bytes.
  ///   - content: where the decompressed bytes are put; must be empty.
  ///   - limit: the largest number of bytes that may come out.
  ///   - kernelLevel: the instructions used; all give the same result.
  package static func decompress(
    _ frame: UnsafeRawBufferPointer, into content: inout DecompressedBytes, limit: Int,
    kernelLevel: event_kernel_level = event_kernel_best_level()
  ) -> DecompressionResult {
    guard let descriptor = Descriptor(frame) else { return .malformed }
    guard descriptor.byteCount > 0 else { return .truncated }
    if let size = descriptor.contentByteCount, size > UInt64(limit) { return .tooLarge }
    var position = descriptor.byteCount
    while true {
      guard position + 4 <= frame.count else { return .truncated }
      let header = frame.number(UInt32.self, at: position)
      position += 4
      guard header != 0 else { break }
      let byteCount = Int(header & 0x7FFF_FFFF)
      guard byteCount <= descriptor.blockByteLimit else { return .malformed }
      let end = position + byteCount + (descriptor.hasBlockChecksums ? 4 : 0)
      guard end <= frame.count else { return .truncated }
      let block = UnsafeRawBufferPointer(rebasing: frame[position..<(position + byteCount)])
      if descriptor.hasBlockChecksums, frame.number(UInt32.self, at: end - 4) != XXHash32.hash(block) {
        return .malformed
      }
      let isStored = header >> 31 == 1
      let result = append(
        block, isStored: isStored, of: descriptor, to: &content, limit: limit, kernelLevel: kernelLevel)
      guard result == .complete else { return result }
      position = end
    }
    if let size = descriptor.contentByteCount, size != UInt64(content.byteCount) { return .malformed }
    guard descriptor.hasContentChecksum else { return .complete }
    guard position + 4 <= frame.count else { return .truncated }
    let hash = content.withBytes { XXHash32.hash($0) }
    return hash == frame.number(UInt32.self, at: position) ? .complete : .malformed
  }

  /// Adds what a block decompresses to.
  private static func append(
    _ block: UnsafeRawBufferPointer, isStored: Bool, of descriptor: Descriptor, to content: inout DecompressedBytes,
    limit: Int, kernelLevel: event_kernel_level
  ) -> DecompressionResult {
    guard content.reserve(isStored ? block.count : descriptor.blockByteLimit, limit: limit) else { return .tooLarge }
    let added = content.append(limit: limit) { storage, start in
      let room = min(storage.count - start, descriptor.blockByteLimit)
      guard let base = storage.baseAddress, let source = block.baseAddress else { return 0 }
      guard !isStored else {
        guard block.count <= room else { return -1 }
        (base + start).copyMemory(from: source, byteCount: block.count)
        return block.count
      }
      let end = LZ4Block.decompress(
        block, to: base, from: start, history: descriptor.hasLinkedBlocks ? max(start - windowByteCount, 0) : start,
        end: start + room, kernelLevel: kernelLevel)
      return end.map { $0 - start } ?? -1
    }
    guard added < 0 else { return .complete }
    // A block that fails at the limit may be sound; to tell the two apart does not matter where so much has come out.
    return content.byteCount + descriptor.blockByteLimit > limit ? .tooLarge : .malformed
  }
}

extension UnsafeRawBufferPointer {
  /// Reads a little-endian number that lies within the buffer.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at position: Int) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: position, as: Number.self))
  }
}
