/// A decoder that can go on after bytes of its stream were lost, as happens with network packets and cameras.
public protocol LossTolerantDecoder: EventDecoder {
  /// Says that bytes before the next ones were lost.
  ///
  /// Events are skipped and counted until what they need (the time, for some formats the row) has come again.
  mutating func noteLostBytes()
}
