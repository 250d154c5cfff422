/// Which image, or moment of a recording, matches belong to; their order decides between detections of equal scores.
public struct ImageKey: Hashable, Sendable, Comparable {
  /// The recording's name in its data set; empty for single images.
  public var recording: String
  /// Sensor time in microseconds, or the image's id.
  public var number: Int64

  /// Creates a key.
  public init(recording: String = "", number: Int64) {
    self.recording = recording
    self.number = number
  }

  /// By recording, then by number; names are compared byte by byte.
  public static func < (left: ImageKey, right: ImageKey) -> Bool {
    left.recording == right.recording
      ? left.number < right.number : left.recording.utf8.lexicographicallyPrecedes(right.recording.utf8)
  }
}
