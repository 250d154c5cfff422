/// The block of memory that the weights of a packed network lie in.
final class PackedMemory {
  /// Its first byte.
  let start: UnsafeMutableRawPointer
  /// Its size in bytes.
  let byteCount: Int

  init(byteCount: Int, isZeroed: Bool = true) {
    start = AlignedMemory.allocate(byteCount, isZeroed: isZeroed)
    self.byteCount = byteCount
  }

  deinit { AlignedMemory.deallocate(start) }

  func write(_ values: ArraySlice<Float>, at offset: Int) {
    values.withUnsafeBytes { values in
      guard let first = values.baseAddress else { return }
      (start + offset).copyMemory(from: first, byteCount: values.count)
    }
  }
}

// Only the initializers of `PackedNetwork` write, before anybody else has the network.
extension PackedMemory: @unchecked Sendable {}
