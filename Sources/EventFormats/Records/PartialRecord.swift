/// The first bytes of a record, or of a header, whose rest has not arrived.
struct PartialRecord: Sendable {
  private(set) var bytes: [UInt8] = []

  /// The number of bytes there.
  var byteCount: Int { bytes.count }

  /// Takes bytes from the start of `source` until there are `byteCount`.
  ///
  /// - Returns: the number of bytes taken.
  mutating func fill(to byteCount: Int, from source: RawSpan) -> Int {
    let taken = min(max(byteCount - bytes.count, 0), source.byteCount)
    guard taken > 0 else { return 0 }
    source.withUnsafeBytes { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<taken])) }
    return taken
  }

  /// Forgets the bytes and keeps their storage.
  mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
