import Glibc
import Recording

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
