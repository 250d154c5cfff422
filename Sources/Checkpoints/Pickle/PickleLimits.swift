/// What a pickle may hold at most; checkpoints of the largest networks stay below a tenth of it.
public struct PickleLimits: Equatable, Sendable {
  /// Its bytes.
  public var byteCount = 1 << 26
  /// Its opcodes.
  public var opcodeCount = 8_000_000
  /// The objects that it makes.
  public var objectCount = 2_000_000
  /// The items of all its collections together.
  public var itemCount = 8_000_000
  /// The values that wait on its stack.
  public var stackDepth = 1_000_000
  /// The collections that are open at once.
  public var openCollectionCount = 10_000

  /// The usual limits.
  public init() {}
}
