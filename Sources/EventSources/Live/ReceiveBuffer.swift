/// Memory for what is received at once, with the part that is still to be decoded.
///
/// `@unchecked Sendable`: it belongs to one live source, which one thread at a time uses.
final class ReceiveBuffer: @unchecked Sendable {
  /// All of it.
  let memory: UnsafeMutableRawBufferPointer
  private(set) var used = 0
  private(set) var filled = 0

  init(byteCount: Int) { memory = .allocate(byteCount: byteCount, alignment: 4096) }

  deinit { memory.deallocate() }

  /// Whether everything was decoded.
  var isEmpty: Bool { used == filled }

  /// Notes that the first `count` bytes hold something new.
  func fill(_ count: Int) { (used, filled) = (0, count) }

  /// Notes that the next `count` bytes were decoded.
  func use(_ count: Int) { used += min(count, filled - used) }

  /// What is still to be decoded.
  var rest: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      guard let start = memory.baseAddress else { return RawSpan() }
      return _overrideLifetime(
        RawSpan(_unsafeStart: UnsafeRawPointer(start) + used, byteCount: filled - used), borrowing: self)
    }
  }
}
