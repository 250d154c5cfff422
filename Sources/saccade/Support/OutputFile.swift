import Glibc

/// A file that is written beside its destination and takes its name when it is complete, so that no reader ever sees
/// half of it.
struct OutputFile: ~Copyable {
  /// The path it will have.
  let path: String

  private let temporaryPath: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Creates the file; throws `CommandFailure` with status 69 where that is not possible.
  init(path: String) throws(CommandFailure) {
    self.path = path
    temporaryPath = "\(path).\(getpid()).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CommandFailure(.unavailable, "\(path): cannot create: \(Self.reason(errno))") }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporaryPath) }
  }

  /// Writes bytes at a place in the file.
  func write(_ buffer: UnsafeRawBufferPointer, at offset: Int) throws(CommandFailure) {
    var done = 0
    while done < buffer.count {
      let count = pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw CommandFailure(.unavailable, "\(path): cannot write at byte \(offset + done): \(Self.reason(errno))")
      }
      done += count
    }
  }

  /// Gives the file its name.
  consuming func commit() throws(CommandFailure) {
    guard rename(temporaryPath, path) == 0 else {
      throw CommandFailure(.unavailable, "\(path): cannot rename \(temporaryPath): \(Self.reason(errno))")
    }
    isCommitted = true
  }

  /// Writes a whole file.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    let file = try OutputFile(path: path)
    var failure: CommandFailure?
    bytes.withUnsafeBytes { buffer in
      do throws(CommandFailure) { try file.write(buffer, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    try file.commit()
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
