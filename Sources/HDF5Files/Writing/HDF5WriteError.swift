public import EventFormats

/// Why an HDF5 file cannot be written.
public struct HDF5WriteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What went wrong: `notRepresentable` where the format cannot hold something, otherwise what libhdf5 said.
  public var cause: EventFormatError

  /// Creates an error.
  public init(path: String, cause: EventFormatError) {
    self.path = path
    self.cause = cause
  }

  /// The file and why it cannot be written.
  public var description: String { "\(path) cannot be written: \(cause.message)" }

  /// Runs `body` inside libhdf5's lock and turns its failure into one of writing `path`.
  static func whileWriting<Result>(
    _ path: String, _ body: () throws(EventFormatError) -> Result
  ) throws(HDF5WriteError) -> Result {
    do throws(EventFormatError) {
      return try HDF5Library.withLock(body)
    } catch {
      throw HDF5WriteError(path: path, cause: error)
    }
  }
}
