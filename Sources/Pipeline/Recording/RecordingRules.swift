/// What of a camera is recorded, where, and for how long it is kept.
public struct RecordingRules: Sendable, Equatable {
  /// Into what events go.
  public enum EventFile: String, Sendable, CaseIterable {
    /// Events are not recorded.
    case none
    /// Prophesee RAW files with EVT3 words.
    case raw
    /// The MCAP files of the detections, as `event_camera_msgs/msg/EventPacket`.
    case mcap
  }

  /// How far around windows with detections is recorded, in microseconds on the sensor's clock.
  public struct Margins: Sendable, Equatable {
    /// Before the window's start.
    public var before: Int64
    /// After the window's end.
    public var after: Int64

    /// Creates margins.
    public init(before: Int64, after: Int64) {
      self.before = before
      self.after = after
    }
  }

  /// The folder of the files; made where it does not exist.
  public var folder: String
  /// The camera's name, with which names of files begin.
  public var camera: String
  /// The pipeline's first session, with which names of files end.
  public var session: UInt64
  /// Whether detections are recorded, into MCAP files.
  public var recordsDetections = true
  /// Into what events go.
  public var events = EventFile.none
  /// How far around detections is recorded; nil for always.
  public var margins: Margins?
  /// A file that has so many bytes is followed by another.
  public var fileBytes: UInt64 = 1 << 30
  /// A file that covers so much sensor time is followed by another.
  public var fileMicroseconds: Int64 = 600_000_000
  /// How many bytes of this camera's files are kept; nil for all.
  public var keptBytes: UInt64?
  /// For how long this camera's files are kept, in microseconds; nil for ever.
  public var keptMicroseconds: Int64?
  /// How many bytes of the disk are left free.
  public var reserveBytes: UInt64 = 0
  /// How many bytes of events may wait in memory, pre-roll included.
  public var memoryBytes = 64 << 20

  /// Creates rules: all detections, no events.
  public init(folder: String, camera: String, session: UInt64) {
    self.folder = folder
    self.camera = camera
    self.session = session
  }

  /// Whether there is anything to record.
  public var recordsAnything: Bool { recordsDetections || events != .none }
}
