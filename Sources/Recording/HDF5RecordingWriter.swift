import EventFormats
import Events
import HDF5Files

/// Writes HDF5 files.
final class HDF5RecordingWriter: RecordingWriter {
  /// One of the layouts.
  private enum Layout {
    case metavision(MetavisionHDF5Writer)
    case dsec(DSECHDF5Writer)
  }

  private var file: PartialFile
  private var layout: Layout?

  /// Starts a Metavision file.
  convenience init(metavision path: String, overwrites: Bool, options: EncodingOptions) throws(RecordingError) {
    try self.init(path, overwrites: overwrites) { (temporaryPath) throws(HDF5WriteError) in
      .metavision(
        try MetavisionHDF5Writer(path: temporaryPath, geometry: options.geometry, metadata: options.metadata))
    }
  }

  /// Starts a file in DSEC's layout.
  convenience init(dsec path: String, overwrites: Bool, options: EncodingOptions) throws(RecordingError) {
    try self.init(path, overwrites: overwrites) { (temporaryPath) throws(HDF5WriteError) in
      .dsec(
        try DSECHDF5Writer(
          path: temporaryPath, geometry: options.geometry, timeOffset: options.earliestMicroseconds))
    }
  }

  private init(
    _ path: String, overwrites: Bool, start: (_ temporaryPath: String) throws(HDF5WriteError) -> Layout
  ) throws(RecordingError) {
    try ByteOutput.check(path: path, overwrites: overwrites)
    let file = PartialFile(path: path)
    do throws(HDF5WriteError) { layout = try start(file.temporaryPath) } catch { throw Self.failure(error, path) }
    self.file = file
  }

  var byteCount: UInt64 { file.byteCount }

  func write(_ batch: borrowing EventBatch) throws(RecordingError) {
    do throws(HDF5WriteError) {
      switch layout {
      case .metavision(let writer):
        try writer.write(batch.events)
        try writer.write(triggers: batch.triggers)
      case .dsec(let writer):
        guard batch.triggers.isEmpty else {
          throw HDF5WriteError(
            path: file.path,
            cause: EventFormatError(.notRepresentable, "DSEC's layout has no place for external triggers", at: 0))
        }
        try writer.write(batch.events)
      case nil: break
      }
    } catch {
      throw Self.failure(error, file.path)
    }
  }

  func finish() throws(RecordingError) {
    do throws(HDF5WriteError) {
      switch layout {
      case .metavision(let writer): try writer.finish()
      case .dsec(let writer): try writer.finish()
      case nil: return
      }
    } catch {
      throw Self.failure(error, file.path)
    }
    // The library writes the last of a file when it is closed.
    layout = nil
    try file.finish()
  }

  private static func failure(_ error: HDF5WriteError, _ path: String) -> RecordingError {
    RecordingError(
      error.cause.code == .notRepresentable ? .notRepresentable : .notWritable, error.cause.message, path: path)
  }
}
