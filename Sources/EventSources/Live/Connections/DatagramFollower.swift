import EventFormats

/// Follows the numbers of the datagrams of one sender at a time.
struct DatagramFollower: Sendable {
  /// What a datagram is.
  enum Place: Equatable {
    /// The next one of the stream, after so many that are missing.
    case next(lost: UInt64)
    /// The first one of another stream.
    case newStream
    /// One that was sent before the last one.
    case late
  }

  private var last: EventDatagram?

  mutating func follow(_ datagram: EventDatagram) -> Place {
    guard let last else {
      self.last = datagram
      return .next(lost: 0)
    }
    guard datagram.stream == last.stream, datagram.format == last.format else {
      self.last = datagram
      return .newStream
    }
    guard datagram.sequence > last.sequence else { return .late }
    self.last = datagram
    return .next(lost: datagram.sequence - last.sequence - 1)
  }
}
