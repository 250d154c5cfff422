/// A decoder of a format in which a time can be found without decoding everything before it.
public protocol TimeSeekingDecoder: EventDecoder {
  /// Goes to a place in the stream before which no event of `time` or later stands.
  ///
  /// The next bytes that `decode` gets must be those at the offset returned; it then gives what it would have given
  /// there had it decoded the stream from the start. The place is near the first event of `time` or later, seldom
  /// exactly before it. Call it when `description` is there. The statistics start anew.
  ///
  /// - Parameters:
  ///   - time: sensor time in microseconds.
  ///   - streamByteCount: the length of the stream.
  ///   - read: fills a buffer with the bytes at an offset and returns how many there are; fewer than asked only at the end.
  /// - Returns: the byte offset in the stream at which to go on.
  mutating func seek<Failure: Error>(
    toTime time: Int64, streamByteCount: UInt64,
    read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> UInt64
}
