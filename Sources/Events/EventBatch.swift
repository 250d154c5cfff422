/// A run of events in stream order, in storage that is allocated once and used again for every run.
///
/// The capacity is fixed: decoders stop when a batch is full and go on with the next one.
public struct EventBatch: ~Copyable, @unchecked Sendable {
  // Sendable although it holds a pointer: the storage belongs to one batch, which cannot be copied, and no pointer to it outlives a
  // call, so that whoever has the batch is the only one who can reach the storage.

  /// The largest number of events the batch can hold.
  public let capacity: Int
  /// The number of events it holds, 0...capacity.
  public private(set) var count: Int
  /// External trigger edges met among these events, in stream order.
  public var triggers: [TriggerEvent] = []
  /// What the stream says of the host's time of some of these events, in stream order; most streams say nothing.
  public var stamps: [HostStamp] = []

  @usableFromInline let storage: UnsafeMutablePointer<Event>

  /// Creates an empty batch for at most `capacity` events (at least 64).
  public init(capacity: Int = 16_384) {
    precondition(capacity >= 64)
    self.capacity = capacity
    self.count = 0
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// Whether no further event fits.
  @inlinable
  public var isFull: Bool { count == capacity }

  /// Whether the batch holds no event.
  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// The number of events that still fit.
  @inlinable
  public var freeCapacity: Int { capacity - count }

  /// The events, in stream order.
  public var events: Span<Event> {
    @_lifetime(borrow self)
    borrowing get {
      let span = Span(_unsafeStart: storage, count: count)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// Adds one event; the batch must not be full.
  public mutating func append(_ event: Event) {
    precondition(count < capacity)
    storage[count] = event
    count += 1
  }

  /// Removes all events, triggers and stamps and keeps the storage.
  public mutating func removeAll() {
    count = 0
    triggers.removeAll(keepingCapacity: true)
    stamps.removeAll(keepingCapacity: true)
  }

  /// Gives `body` the free part of the storage to write events into; `body` returns how many it has written.
  public mutating func withUnsafeFreeCapacity<Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Event>) throws(Failure) -> Int
  ) throws(Failure) {
    let written = try body(UnsafeMutableBufferPointer(start: storage + count, count: capacity - count))
    precondition((0...(capacity - count)).contains(written))
    count += written
  }

  /// Gives `body` the events to change in place.
  public mutating func withUnsafeMutableEvents<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Event>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableBufferPointer(start: storage, count: count))
  }

  /// Keeps the first `count` events and their stamps.
  public mutating func truncate(to count: Int) {
    precondition((0...self.count).contains(count))
    self.count = count
    while let last = stamps.last, last.index >= count { stamps.removeLast() }
  }
}
