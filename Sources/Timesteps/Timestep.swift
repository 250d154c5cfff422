/// What is known about one fixed slice of sensor time, apart from its tensor.
public struct Timestep: Equatable, Hashable, Sendable {
  /// How many timesteps the slicer completed before this one, over all segments; a jump tells of timesteps lost since.
  public var index: UInt64
  /// How many discontinuities lie before this timestep's stretch of continuous time: 1 for the first stretch.
  public var segment: UInt64
  /// First microsecond of sensor time that belongs to the timestep.
  public var startMicroseconds: Int64
  /// First microsecond of sensor time that no longer belongs to it.
  public var endMicroseconds: Int64
  /// What came between the timestep before and this one.
  public var discontinuity: Discontinuity
  /// Whether the stream ended or restarted before it reached `endMicroseconds`.
  public var isPartial: Bool
  /// The events met while the timestep was open.
  public var counts: EventCounts

  /// Creates the description of a timestep [`startMicroseconds`, `endMicroseconds`).
  public init(
    index: UInt64 = 0, segment: UInt64 = 0, startMicroseconds: Int64 = 0, endMicroseconds: Int64 = 0,
    discontinuity: Discontinuity = .none, isPartial: Bool = false, counts: EventCounts = EventCounts()
  ) {
    self.index = index
    self.segment = segment
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
    self.discontinuity = discontinuity
    self.isPartial = isPartial
    self.counts = counts
  }
}
