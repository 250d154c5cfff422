/// A stretch of sensor time that is recorded because of detections: [`start`, `end`) of one continuous part of the stream.
package struct RecordingStretch: Equatable, Sendable {
  /// Which part of the stream; see `Timestep.segment`.
  package var segment: UInt64
  /// The first microsecond; it never changes.
  package var start: Int64
  /// The first microsecond after it, as far as is known by now.
  package var end: Int64

  /// Creates a stretch.
  package init(segment: UInt64, start: Int64, end: Int64) {
    self.segment = segment
    self.start = start
    self.end = end
  }

  /// Whether it has something of [`earliest`, `latest`].
  func overlaps(_ segment: UInt64, _ earliest: Int64, _ latest: Int64) -> Bool {
    segment == self.segment && start <= latest && earliest < end
  }

  /// Whether it has all of [`earliest`, `latest`].
  func covers(_ segment: UInt64, _ earliest: Int64, _ latest: Int64) -> Bool {
    segment == self.segment && start <= earliest && latest < end
  }

  /// Whether it begins later than another.
  func isLater(than other: RecordingStretch) -> Bool {
    (segment, start) > (other.segment, other.start)
  }
}
