/// How a stream's time is cut into timesteps, and what is done where it jumps.
public struct SlicingRules: Equatable, Sendable {
  /// Length of a timestep in microseconds, at least 1.
  public var timestepMicroseconds: Int64
  /// Where boundaries lie: at `phase + k * length` for any whole k; nil to count from the stream's first event.
  public var phaseMicroseconds: Int64?
  /// How much older than the open timestep an event may be and still be laid into it.
  public var disorderLimitMicroseconds: Int64
  /// A forward jump larger than this, across at least one whole timestep, becomes one gap in place of empty timesteps.
  public var gapLimitMicroseconds: Int64
  /// The largest number of empty timesteps made for one forward jump; a jump across more becomes a gap.
  public var emptyTimestepLimit: Int64
  /// A backward jump larger than this, from the latest event, is a restart of the stream.
  public var restartLimitMicroseconds: Int64

  /// Creates rules.
  public init(
    timestepMicroseconds: Int64, phaseMicroseconds: Int64? = nil, disorderLimitMicroseconds: Int64 = 1_000,
    gapLimitMicroseconds: Int64 = 1_000_000, emptyTimestepLimit: Int64 = 1_000,
    restartLimitMicroseconds: Int64 = 500_000
  ) {
    self.timestepMicroseconds = timestepMicroseconds
    self.phaseMicroseconds = phaseMicroseconds
    self.disorderLimitMicroseconds = disorderLimitMicroseconds
    self.gapLimitMicroseconds = gapLimitMicroseconds
    self.emptyTimestepLimit = emptyTimestepLimit
    self.restartLimitMicroseconds = restartLimitMicroseconds
  }

  func validate() throws(TimestepsError) {
    guard timestepMicroseconds >= 1 else { throw .timestepLength(microseconds: timestepMicroseconds) }
    let limits = [
      ("disorderLimitMicroseconds", disorderLimitMicroseconds), ("gapLimitMicroseconds", gapLimitMicroseconds),
      ("emptyTimestepLimit", emptyTimestepLimit), ("restartLimitMicroseconds", restartLimitMicroseconds),
    ]
    for (name, value) in limits where value < 0 { throw .negativeLimit(name: name, value: value) }
  }
}
