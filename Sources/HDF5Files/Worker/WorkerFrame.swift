/// The pieces in which a worker process tells what it has read: `u32` kind, `u32` length of the payload, payload; all
/// little-endian.
///
/// A stream is a description, then any number of events, triggers and statistics, then an end; or a failure at any place. The
/// events themselves are in shared memory; the parent gives a slot back by sending its number as one byte.
enum WorkerFrame: UInt32 {
  /// What the file says of itself.
  case description = 1
  /// `u32` number of a slot, `u32` number of the events that it holds.
  case events = 2
  /// Triggers, 16 bytes each: `i64` time, `u8` channel, `u8` edge, 6 bytes of zeros.
  case triggers = 3
  /// The statistics so far, behind the events and triggers that were read together.
  case statistics = 4
  /// Why the file cannot be read any further; nothing follows.
  case failure = 5
  /// All has been sent; nothing follows.
  case end = 6

  /// The bytes before a payload.
  static let headerSize = 8
  /// The bytes of an event or trigger.
  static let recordSize = 16
  /// The largest payload.
  static let maximumPayload = 1 << 20
}
