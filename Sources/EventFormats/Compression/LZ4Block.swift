package import CEventKernels

/// Decompresses single LZ4 blocks.
///
/// Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
package struct LZ4Block {
  /// The bytes of the block.
  private let source: UnsafeRawPointer
  private let sourceByteCount: Int
  /// Where the output goes: the bytes from `history` on may be referred to, those from `end` on must not be touched.
  private let output: UnsafeMutableRawPointer
  private let history: Int
  private let end: Int

  /// The shortest match.
  private static let leastMatch = 4

  /// Decompresses `block` to `output` from `start` on.
  ///
  /// - Parameters:
  ///   - block: the bytes of the block.
  ///   - output: where the output goes.
  ///   - start: where the output begins; the bytes from `history` to there are the output before.
  ///   - history: the first byte that the block may refer to.
  ///   - end: where the output must end.
  ///   - kernelLevel: the instructions used; all give the same result.
  /// - Returns: where the output ends; nil where the block is malformed or its output does not fit.
  package static func decompress(
    _ block: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer, from start: Int, history: Int, end: Int,
    kernelLevel: event_kernel_level = event_kernel_best_level()
  ) -> Int? {
    guard let source = block.baseAddress else { return nil }
    let decompressor = LZ4Block(
      source: source, sourceByteCount: block.count, output: output, history: history, end: end)
    var read = 0
    var written = start
    while true {
      lz4_decode_short_sequences(source, block.count, &read, output, history, end, &written, kernelLevel)
      guard let isLast = decompressor.takeSequence(&read, &written) else { return nil }
      if isLast { return written }
    }
  }

  /// Takes one sequence of any kind.
  ///
  /// - Returns: whether it is the last one; nil where it is malformed or its output does not fit.
  private func takeSequence(_ read: inout Int, _ written: inout Int) -> Bool? {
    guard read < sourceByteCount else { return nil }
    let token = Int(source.load(fromByteOffset: read, as: UInt8.self))
    read += 1
    guard let literalCount = length(token >> 4, &read), literalCount <= sourceByteCount - read,
      literalCount <= end - written
    else { return nil }
    (output + written).copyMemory(from: source + read, byteCount: literalCount)
    read += literalCount
    written += literalCount
    guard read < sourceByteCount else { return true }
    guard read + 2 <= sourceByteCount else { return nil }
    let offset = Int(UInt16(littleEndian: source.loadUnaligned(fromByteOffset: read, as: UInt16.self)))
    read += 2
    guard let excess = length(token & 0xF, &read), offset > 0, offset <= written - history,
      excess + Self.leastMatch <= end - written
    else { return nil }
    let matchCount = excess + Self.leastMatch
    if offset >= matchCount {
      (output + written).copyMemory(from: output + (written - offset), byteCount: matchCount)
    } else {
      // The match repeats what it has written itself.
      for position in written..<(written + matchCount) {
        let byte = output.load(fromByteOffset: position - offset, as: UInt8.self)
        output.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
      }
    }
    written += matchCount
    return false
  }

  /// A length that may go on in further bytes; nil where the block ends before.
  private func length(_ first: Int, _ read: inout Int) -> Int? {
    guard first == 15 else { return first }
    var length = first
    while read < sourceByteCount {
      let byte = source.load(fromByteOffset: read, as: UInt8.self)
      read += 1
      length += Int(byte)
      if byte != 255 { return length }
    }
    return nil
  }
}
