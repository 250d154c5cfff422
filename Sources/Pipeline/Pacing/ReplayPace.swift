/// How sensor time is laid on host time when a recording is replayed.
public enum ReplayPace: Equatable, Sendable {
  /// As fast as the machine can.
  case unpaced
  /// Sensor time divided by host time; 1 is real time. Must be positive.
  case factor(Double)
}
