/// Memory that grows to the largest size ever asked for and is then used again.
package struct ByteStore: ~Copyable {
  /// The start of the memory.
  package private(set) var base: UnsafeMutableRawPointer
  /// Its size in bytes.
  package private(set) var capacity: Int

  /// Creates a store of some bytes.
  package init() {
    capacity = 4096
    base = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { base.deallocate() }

  /// Makes room for `count` bytes; what the store held is lost.
  package mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    base.deallocate()
    capacity = count
    base = .allocate(byteCount: capacity, alignment: 64)
  }
}
