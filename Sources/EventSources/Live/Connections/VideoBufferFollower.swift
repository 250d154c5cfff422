import CSystemCalls

/// What to do with the buffers that a device fills; a pure value.
struct VideoBufferFollower: Equatable, Sendable {
  /// What a filled buffer is.
  struct Content: Equatable {
    /// Bytes to take, from the buffer's start.
    var byteCount: Int
    /// Buffers that are missing before it.
    var lost: UInt64
  }

  private var next: UInt32?

  /// Judges a buffer of `size` bytes that a device has given back; the sequence counts buffers and wraps at 2^32.
  mutating func follow(_ buffer: saccade_video_buffer, size: Int) -> Content {
    // Some drivers leave the number at 0 for ever: that is no loss.
    var lost: UInt64 = 0
    if let next, buffer.sequence != 0 {
      let distance = buffer.sequence &- next
      lost = distance < 1 << 31 ? UInt64(distance) : 0
    }
    next = buffer.sequence &+ 1
    guard buffer.is_damaged == 0, Int(buffer.used) <= size else { return Content(byteCount: 0, lost: lost + 1) }
    return Content(byteCount: Int(buffer.used), lost: lost)
  }
}
