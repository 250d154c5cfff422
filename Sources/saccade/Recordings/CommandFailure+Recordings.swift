import EventFormats
import EventSources
import Pictures
import Recording

extension CommandFailure {
  /// The failure that a recording means which cannot be read.
  init(_ error: EventSourceError) {
    let status: ExitStatus =
      switch error.code {
      case .missing, .notAFile, .unreadable: .missingInput
      case .badData: .badData
      case .unsupported: .usage
      }
    self.init(status, error.description)
  }

  /// The failure that a recording means which cannot be written.
  init(_ error: RecordingError) {
    self.init(error.code == .notRepresentable ? .badData : .unavailable, error.description)
  }

  /// The failure that a picture means which cannot be written.
  init(_ error: PictureError, path: String) {
    let status: ExitStatus =
      switch error.code {
      case .notRepresentable: .badData
      case .encoderMissing: .unavailable
      case .encoderFailed: .internalFault
      }
    self.init(status, "\(path): \(error.message)")
  }
}
