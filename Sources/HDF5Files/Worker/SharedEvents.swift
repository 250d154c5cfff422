import CSystemCalls
import Events
import Glibc

/// Memory in which a worker leaves events for its parent: slots, each of which belongs to one side at a time.
///
/// A worker may write at any time to what it has given away; the parent therefore uses only what it has copied.
struct SharedEvents: ~Copyable {
  /// The number of slots.
  static let slotCount = 4
  /// The events of a slot: one more than the largest chunk holds.
  static let slotCapacity = 65536
  private static let byteCount = slotCount * slotCapacity * WorkerFrame.recordSize

  /// The memory's descriptor.
  let descriptor: Int32
  private let base: UnsafeMutableRawPointer

  /// Makes memory; throws the error number where that fails.
  init() throws(ErrorNumber) {
    var descriptor: Int32 = -1
    let status = saccade_shared_memory(&descriptor, Self.byteCount)
    guard status == 0 else { throw ErrorNumber(status) }
    try self.init(mapping: descriptor)
  }

  /// Maps memory that another process has made; throws the error number where it is not what it should be.
  init(mapping descriptor: Int32) throws(ErrorNumber) {
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_size == off_t(Self.byteCount) else {
      throw ErrorNumber(EINVAL)
    }
    guard let base = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED
    else {
      let number = errno
      close(descriptor)
      throw ErrorNumber(number)
    }
    self.descriptor = descriptor
    self.base = base
  }

  deinit {
    munmap(base, Self.byteCount)
    close(descriptor)
  }

  /// The room of a slot.
  func slot(_ number: Int) -> UnsafeMutableBufferPointer<Event> {
    let start = base + number * Self.slotCapacity * WorkerFrame.recordSize
    return UnsafeMutableBufferPointer(start: start.assumingMemoryBound(to: Event.self), count: Self.slotCapacity)
  }
}
