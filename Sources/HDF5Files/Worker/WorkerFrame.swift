/// The pieces in which a worker process sends what it has read: `u32` kind, `u32` length of the payload, payload; all
/// little-endian.
///
/// A stream is a description, then any number of events, triggers and statistics, then an end; or a failure at any place.
enum WorkerFrame: UInt32 {
  /// What the file says of itself.
  case description = 1
  /// Events, 16 bytes each in the layout of `Event`.
  case events = 2
  /// Triggers, 16 bytes each: `i64` time, `u8` channel, `u8` edge, 6 bytes of zeros.
  case triggers = 3
  /// The statistics so far.
  case statistics = 4
  /// Why the file cannot be read any further; nothing follows.
  case failure = 5
  /// All has been sent; nothing follows.
  case end = 6

  /// The bytes before a payload.
  static let headerSize = 8
  /// The bytes of one event or trigger.
  static let recordSize = 16
  /// The largest payload of events.
  static let maximumEventBytes = 65536 * recordSize
  /// The largest payload of any other kind.
  static let maximumOtherBytes = 1 << 20
}
