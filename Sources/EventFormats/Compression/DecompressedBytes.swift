/// Storage for the bytes that come out of a decompressor; used again for every packet, and only grown by what comes
/// out.
package struct DecompressedBytes: Sendable {
  /// The bytes that are valid, from the start of the storage.
  package private(set) var byteCount = 0
  private var storage: [UInt8] = []

  /// Creates empty storage.
  package init() {}

  /// Forgets the bytes and keeps the storage.
  package mutating func clear() { byteCount = 0 }

  /// Makes room for `count` more bytes, but for no more than `limit` in all.
  ///
  /// - Returns: whether at least one more byte fits.
  mutating func reserve(_ count: Int, limit: Int) -> Bool {
    let wanted = min(byteCount + count, limit)
    if wanted > storage.count {
      // Doubling keeps the cost of copying in proportion to what has come out.
      let size = min(max(wanted, 2 * storage.count), max(limit, wanted))
      storage.append(contentsOf: repeatElement(0, count: size - storage.count))
    }
    return byteCount < min(storage.count, limit)
  }

  /// Gives `body` the whole storage; it returns how many bytes it has added after the first `byteCount`, or a negative
  /// number where it failed.
  ///
  /// - Returns: what `body` returned.
  @discardableResult
  mutating func append(limit: Int, _ body: (UnsafeMutableRawBufferPointer, Int) -> Int) -> Int {
    let start = byteCount
    let added = storage.withUnsafeMutableBytes { bytes in
      body(UnsafeMutableRawBufferPointer(rebasing: bytes[..<max(min(bytes.count, limit), start)]), start)
    }
    if added > 0 { byteCount = min(start + added, storage.count) }
    return added
  }

  /// Takes over bytes as they are.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard reserve(bytes.count, limit: .max) || bytes.isEmpty else { return }
    append(limit: .max) { storage, start in
      UnsafeMutableRawBufferPointer(rebasing: storage[start...]).copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// Gives `body` the valid bytes.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: bytes[..<byteCount]))
    }
  }
}
