import Synchronization

/// A number that only grows; any thread may add to it or read it.
public final class Counter: Sendable {
  private let storage = Atomic<UInt64>(0)

  /// Creates a counter at 0.
  public init() {}

  /// The sum of everything added so far.
  public var value: UInt64 { storage.load(ordering: .relaxed) }

  /// Adds to the counter.
  public func add(_ amount: UInt64 = 1) { storage.wrappingAdd(amount, ordering: .relaxed) }
}
