/// What a reader of HDF5 files is told.
public struct HDF5ReadOptions: Equatable, Sendable {
  /// The group that holds the datasets `x`, `y`, `t` and `p`, such as `/events`; nil for those that are known.
  public var group: String?

  /// Creates options.
  public init(group: String? = nil) {
    self.group = group
  }
}
