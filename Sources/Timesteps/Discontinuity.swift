/// How a timestep follows the one before it.
public enum Discontinuity: Equatable, Hashable, Sendable {
  /// It starts where the timestep before ended.
  case none
  /// It is the first of the stream.
  case start
  /// Sensor time jumped forward beyond the gap limit; the timesteps in between, so many microseconds, were skipped.
  case gap(skippedMicroseconds: UInt64)
  /// Sensor time jumped backward beyond the restart limit; time begins anew.
  case restart
}
