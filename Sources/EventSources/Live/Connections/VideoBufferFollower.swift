/// What to do with the buffers that a device fills; a pure value.
package struct VideoBufferFollower: Equatable, Sendable {
  /// What a filled buffer is.
  package struct Content: Equatable {
    /// Bytes to take, from the buffer's start.
    package var byteCount: Int
    /// Buffers that are missing before it.
    package var lost: UInt64

    package init(byteCount: Int, lost: UInt64) {
      self.byteCount = byteCount
      self.lost = lost
    }
  }

  private var next: UInt32?

  /// Creates a follower that has seen no buffer.
  package init() {}

  /// Judges a buffer of `size` bytes that a device has given back.
  ///
  /// - Parameters:
  ///   - sequence: counts buffers and wraps at 2^32; some drivers leave it at 0.
  ///   - used: how many bytes the device has filled.
  ///   - isDamaged: whether the driver says that they are damaged.
  ///   - size: the buffer's.
  package mutating func follow(sequence: UInt32, used: UInt32, isDamaged: Bool, size: Int) -> Content {
    var lost: UInt64 = 0
    if let next, sequence != 0 {
      let distance = sequence &- next
      lost = distance < 1 << 31 ? UInt64(distance) : 0
    }
    next = sequence &+ 1
    guard !isDamaged, Int(used) <= size else { return Content(byteCount: 0, lost: lost + 1) }
    return Content(byteCount: Int(used), lost: lost)
  }
}
