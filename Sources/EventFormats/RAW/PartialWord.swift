/// The bytes of a little-endian word that the end of a piece has cut off.
struct PartialWord<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  private var bits: Word = 0
  /// The bytes held, 0 ..< the word's size.
  private(set) var byteCount = 0

  /// Takes bytes from the start of `bytes` until the word is whole, which empties this.
  ///
  /// - Returns: the word, nil where bytes are still missing, and how many bytes were taken.
  mutating func fill(from bytes: RawSpan) -> (word: Word?, taken: Int) {
    let size = MemoryLayout<Word>.size
    let taken = min(size - byteCount, bytes.byteCount)
    for index in 0..<taken {
      bits |=
        Word(truncatingIfNeeded: bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) << (8 * (byteCount + index))
    }
    byteCount += taken
    guard byteCount == size else { return (nil, taken) }
    let word = bits
    clear()
    return (word, taken)
  }

  /// Forgets the bytes held.
  mutating func clear() {
    bits = 0
    byteCount = 0
  }
}
