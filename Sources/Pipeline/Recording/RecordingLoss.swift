import Recording

/// Why something that was to be recorded was not; also a label of metrics.
public enum RecordingLoss: String, Sendable, CaseIterable {
  /// More waits than memory is given to: the disk is too slow.
  case queueFull = "queue_full"
  /// The disk has no more room than is to be left free.
  case diskFull = "disk_full"
  /// A file cannot be created or written.
  case writeFailed = "write_failed"
  /// The format cannot hold it, such as events outside the sensor.
  case notRepresentable = "not_representable"
}

extension RecordingLoss {
  /// What an error of a file means for what was to be written.
  init(_ error: RecordingError) {
    switch error.code {
    case .noSpace: self = .diskFull
    case .notWritable: self = .writeFailed
    case .notRepresentable: self = .notRepresentable
    }
  }
}
