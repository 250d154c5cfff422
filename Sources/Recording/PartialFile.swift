import Glibc

/// A file that a library writes under a temporary name, and that gets its own once it is complete; without `finish` nothing is left
/// of it.
struct PartialFile: ~Copyable {
  /// The file.
  let path: String
  /// The name under which it is written.
  let temporaryPath: String
  private var isFinished = false

  /// Names a file; `ByteOutput.check` says whether it may be written.
  init(path: String) {
    self.path = path
    temporaryPath = "\(path).\(getpid()).partial"
  }

  deinit {
    if !isFinished { unlink(temporaryPath) }
  }

  /// The bytes that have reached the file.
  var byteCount: UInt64 {
    var information = stat()
    let name = isFinished ? path : temporaryPath
    return stat(name, &information) == 0 ? UInt64(clamping: information.st_size) : 0
  }

  /// Gives the file its name, once all of it has reached the disk as far as the system says.
  mutating func finish() throws(RecordingError) {
    let descriptor = open(temporaryPath, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw RecordingError(.notWritable, "cannot be completed: \(reason)", path: path)
    }
    close(descriptor)
    isFinished = true
  }
}
