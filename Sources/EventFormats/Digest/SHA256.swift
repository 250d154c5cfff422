/// The hash function SHA-256.
///
/// Source: FIPS 180-4, sections 4.1.2, 5.3.3 and 6.2.
struct SHA256: Sendable {
  /// The number of bytes that are hashed together.
  static let blockByteCount = 64

  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var byteCount: UInt64 = 0

  /// Hashes whole blocks that follow those of the last call.
  mutating func update(blocks: UnsafeRawBufferPointer) {
    guard let start = blocks.baseAddress else { return }
    let usedByteCount = blocks.count / Self.blockByteCount * Self.blockByteCount
    for offset in stride(from: 0, to: usedByteCount, by: Self.blockByteCount) { compress(start + offset) }
    byteCount += UInt64(usedByteCount)
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

  private mutating func compress(_ block: UnsafeRawPointer) {
    // A window of the message schedule: each round replaces the word that is needed 16 rounds later.
    var schedule = InlineArray<16, UInt32>(repeating: 0)
    for index in 0..<16 {
      schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    let constants = Self.roundConstants
    for round in stride(from: 0, to: 64, by: 16) {
      for index in 0..<16 {
        let word = schedule[index]
        let first =
          h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ ((e & f) ^ (~e & g)) &+ constants[round &+ index]
          &+ word
        let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        let early = schedule[(index &+ 1) & 15]
        let late = schedule[(index &+ 14) & 15]
        schedule[index] =
          word &+ (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3) &+ schedule[(index &+ 9) & 15]
          &+ (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10)
      }
    }
    state = state &+ [a, b, c, d, e, f, g, h]
  }

  @inline(__always)
  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

  private static let roundConstants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
