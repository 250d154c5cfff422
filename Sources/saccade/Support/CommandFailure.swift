import Checkpoints
import EventFormats
import EventSources
import ONNX
import Pipeline
import SpikingNetwork

/// Why a command ends without having done its work: one message and the status to exit with.
struct CommandFailure: Error, CustomStringConvertible {
  /// The status to exit with.
  let status: ExitStatus
  /// What failed, where, and what to do.
  let message: String

  /// Creates a failure.
  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The failure that an error of one of the libraries means where it came from the data of `path`.
  init(_ error: any Error, path: String) {
    switch error {
    case let failure as CommandFailure: self = failure
    case is SafetensorsError, is ModelFileError, is NetworkDescriptionError, is MembraneStateError,
      is NetworkGeneratorError, is NetworkInferenceError, is CheckpointError, is ZIPArchiveError, is PickleError,
      is ONNXError:
      self.init(.badData, "\(path): \(error)")
    default: self.init(.internalFault, "\(path): \(error)")
    }
  }

  /// The failure of a recording that cannot be opened.
  init(opening error: EventSourceError) {
    switch error.code {
    case .badData: self.init(.badData, "\(error): give another file, or say what it is with --format")
    case .missing, .notAFile, .unreadable: self.init(.missingInput, error.description)
    case .unsupported: self.init(.configuration, error.description)
    }
  }

  /// The failure that a pipeline's error means.
  init(_ error: PipelineError) {
    let status: ExitStatus =
      switch error.code {
      case .configuration: .configuration
      case .badData: .badData
      case .missingInput: .missingInput
      case .unavailable, .output: .unavailable
      }
    self.init(status, error.description)
  }

  var description: String { message }
}
