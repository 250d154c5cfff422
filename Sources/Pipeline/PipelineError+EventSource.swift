import EventFormats
import EventSources

extension PipelineError {
  /// Creates the error of a source that cannot be read.
  public init(_ error: EventSourceError) {
    switch error.code {
    case .missing, .notAFile, .unreadable:
      self.init(.missingInput, error.description, remedy: "everything before was replayed")
    case .badData:
      self.init(.badData, error.description, remedy: "everything before the damage was replayed")
    case .unsupported: self.init(.configuration, error.description, remedy: "give a file")
    }
  }
}
