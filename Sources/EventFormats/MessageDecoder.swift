/// A decoder of messages: each call of `decode` that has bytes gets all bytes of one message.
public protocol MessageDecoder: LossTolerantDecoder {
  /// Says when the next message has arrived, in microseconds on any clock that does not run backwards, for events that tell
  /// no time of their own.
  mutating func beginMessage(arrivalMicroseconds: Int64)
}
