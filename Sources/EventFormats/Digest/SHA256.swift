internal import CEventKernels

/// The hash function SHA-256.
///
/// Source: FIPS 180-4, sections 5.1.1, 5.3.3 and 6.2.
struct SHA256: Sendable {
  /// The number of bytes that are hashed together.
  static let blockByteCount = 64

  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var byteCount: UInt64 = 0
  private let usesInstructions: Bool

  /// Creates a hash of nothing, computed with the processor's own instructions where it has them and `usesInstructions`
  /// is true.
  init(usesInstructions: Bool = true) {
    self.usesInstructions = usesInstructions && sha256_has_instructions()
  }

  /// Hashes whole blocks that follow those of the last call.
  mutating func update(blocks: UnsafeRawBufferPointer) {
    guard let start = blocks.baseAddress else { return }
    let count = blocks.count / Self.blockByteCount
    withUnsafeMutableBytes(of: &state) { words in
      sha256_compress(words.assumingMemoryBound(to: UInt32.self).baseAddress, start, count, usesInstructions)
    }
    byteCount += UInt64(count * Self.blockByteCount)
  }

  /// The hash of all blocks and the bytes that follow them, as 64 lower-case hexadecimal digits.
  func finish(rest: UnsafeRawBufferPointer) -> String {
    var copy = self
    let wholeByteCount = rest.count / Self.blockByteCount * Self.blockByteCount
    copy.update(blocks: UnsafeRawBufferPointer(rebasing: rest[..<wholeByteCount]))
    var last = Array(rest[wholeByteCount...])
    let bitCount = (byteCount + UInt64(rest.count)) * 8
    last.append(0x80)
    while last.count % Self.blockByteCount != Self.blockByteCount - 8 { last.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) { last.append(UInt8(truncatingIfNeeded: bitCount >> shift)) }
    last.withUnsafeBytes { copy.update(blocks: $0) }
    return (0..<8).map { index in
      let digits = String(copy.state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
