import HDF5Files
import ROSBags

extension EventSourceError {
  /// Creates the error of an HDF5 recording.
  init(_ error: HDF5ReadError) {
    let code: Code =
      switch error.code {
      case .missing: .missing
      case .notAFile: .notAFile
      case .unreadable: .unreadable
      case .badData: .badData
      }
    self.init(code, error.message, path: error.path)
    cause = error.cause
  }

  /// Creates the error of a ROS recording.
  init(_ error: ROSBagError) {
    let code: Code =
      switch error.code {
      case .missing: .missing
      case .notAFile: .notAFile
      case .unreadable: .unreadable
      case .badData: .badData
      }
    self.init(code, error.message, path: error.path)
    cause = error.cause
  }
}
