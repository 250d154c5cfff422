/// The 32-bit xxHash of bytes with seed 0, the checksum of LZ4 frames.
///
/// Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
package enum XXHash32 {
  private static let primes: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1
  )

  /// The hash of `bytes`.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var position = 0
    var hash = primes.4
    if bytes.count >= 16 {
      var lanes = SIMD4<UInt32>(primes.0 &+ primes.1, primes.1, 0, 0 &- primes.0)
      while position <= bytes.count - 16 {
        let stripe = bytes.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt32>.self)
        lanes = rotate(lanes &+ stripe &* primes.1, by: 13) &* primes.0
        position += 16
      }
      hash = rotate(lanes[0], by: 1) &+ rotate(lanes[1], by: 7) &+ rotate(lanes[2], by: 12) &+ rotate(lanes[3], by: 18)
    }
    hash &+= UInt32(truncatingIfNeeded: bytes.count)
    while position <= bytes.count - 4 {
      let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      hash = rotate(hash &+ word &* primes.2, by: 17) &* primes.3
      position += 4
    }
    while position < bytes.count {
      hash = rotate(hash &+ UInt32(bytes[position]) &* primes.4, by: 11) &* primes.0
      position += 1
    }
    hash = (hash ^ hash >> 15) &* primes.1
    hash = (hash ^ hash >> 13) &* primes.2
    return hash ^ hash >> 16
  }

  private static func rotate(_ value: UInt32, by count: UInt32) -> UInt32 { value &<< count | value &>> (32 &- count) }

  private static func rotate(_ lanes: SIMD4<UInt32>, by count: UInt32) -> SIMD4<UInt32> {
    lanes &<< SIMD4(repeating: count) | lanes &>> SIMD4(repeating: 32 &- count)
  }
}
