/// What the user knows of an Event Stream file.
public struct EventStreamOptions: Equatable, Sendable {
  /// Which row is y = 0 in the file; events are given with y = 0 at the top.
  public var origin: EventStream.Origin

  /// Creates options.
  public init(origin: EventStream.Origin = .bottomLeft) {
    self.origin = origin
  }
}
