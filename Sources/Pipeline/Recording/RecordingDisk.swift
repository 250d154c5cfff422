import Glibc
import Recording

/// Where recordings go; tests have their own, which is slow or full when they want it to be.
package protocol RecordingDisk: Sendable {
  /// How many bytes a folder's disk has room for; nil where that is not known.
  func freeBytes(in folder: String) -> UInt64?

  /// Creates a file, which must not exist.
  func create(_ path: String) throws(RecordingError) -> any RecordingOutput
}

/// A file of a recording that grows in place.
package protocol RecordingOutput: AnyObject {
  /// Appends all of the bytes, or none where that fails.
  func write(_ bytes: [UInt8]) throws(RecordingError)

  /// Ends the file.
  func finish() throws(RecordingError)
}

/// The file system.
package struct FileSystemDisk: RecordingDisk {
  package init() {}

  package func freeBytes(in folder: String) -> UInt64? {
    var information = statvfs()
    guard statvfs(folder, &information) == 0 else { return nil }
    return UInt64(information.f_bavail) * UInt64(information.f_frsize)
  }

  package func create(_ path: String) throws(RecordingError) -> any RecordingOutput { try GrowingFile(path: path) }
}

/// A file that has its name from the beginning.
private final class GrowingFile: RecordingOutput {
  private var output: ByteOutput

  init(path: String) throws(RecordingError) {
    output = try ByteOutput(path: path, overwrites: false, growsInPlace: true)
  }

  func write(_ bytes: [UInt8]) throws(RecordingError) { try output.write(bytes) }

  func finish() throws(RecordingError) { try output.finish() }
}
