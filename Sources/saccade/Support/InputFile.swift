import Glibc

/// A file that is read at chosen places.
struct InputFile: ~Copyable {
  /// The path it was opened by.
  let path: String
  /// Its size in bytes when it was opened.
  let byteCount: Int

  private let descriptor: Int32

  /// Opens a regular file; throws `CommandFailure` with status 66 where that is not possible.
  init(path: String) throws(CommandFailure) {
    // Not blocking: opening a named pipe would otherwise wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw CommandFailure(.missingInput, "\(path): cannot open: \(Self.reason(errno)); check the path")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CommandFailure(.missingInput, "\(path): not a regular file; give the path of one")
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `offset` on; throws `CommandFailure` where the file has become shorter.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(CommandFailure) {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let cause = count == 0 ? "the file ends there; it was cut short while it was read" : Self.reason(errno)
        throw CommandFailure(.missingInput, "\(path): cannot read at byte \(offset + done): \(cause)")
      }
      done += count
    }
  }

  /// The bytes of a range, which must lie inside the file.
  func bytes(_ range: Range<Int>) throws(CommandFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var failure: CommandFailure?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(CommandFailure) { try read(at: range.lowerBound, into: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The whole file.
  func bytes() throws(CommandFailure) -> [UInt8] { try bytes(0..<byteCount) }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
