import CSystemCalls
import Glibc
import Pipeline
import EventSources

/// The folder in which cameras' membrane potentials outlive the process.
public struct CheckpointFolder: Sendable {
  /// A state file is refused above this size; the largest networks have some tens of MiB.
  private static let maximumBytes = 1 << 30

  let path: String

  /// Names the folder, and makes it where it does not exist.
  ///
  /// Throws `output` where it cannot be written.
  public init(path: String) throws(PipelineError) {
    self.path = path
    guard mkdir(path, 0o750) == 0 || errno == EEXIST, access(path, W_OK) == 0 else {
      throw PipelineError(
        .unavailable, "\(path): cannot be written: \(Self.reason)",
        remedy: "give another state.directory, or make this one")
    }
  }

  /// Keeps a camera's potentials; the file is always whole, the old one or the new one.
  package func save(_ bytes: [UInt8], camera: String) throws(PipelineError) {
    let final = file(camera)
    let temporary = "\(final).\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw failure(final) }
    var isWritten = bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    isWritten = isWritten && saccade_synchronise(descriptor) == 0
    close(descriptor)
    guard isWritten, rename(temporary, final) == 0 else {
      let error = failure(final)
      unlink(temporary)
      throw error
    }
  }

  /// A camera's potentials; nil where there are none, or they were kept longer ago than allowed, or in the future.
  package func load(camera: String, withinMicroseconds limit: Int64) -> [UInt8]? {
    guard limit > 0 else { return nil }
    let descriptor = open(file(camera), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      (1...Self.maximumBytes).contains(Int(information.st_size))
    else { return nil }
    let written = Int64(information.st_mtim.tv_sec) * 1_000_000 + Int64(information.st_mtim.tv_nsec) / 1000
    let age = HostClock.realTimeNanoseconds() / 1000 - written
    guard (0...limit).contains(age) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      done += count
    }
    return bytes
  }

  private func file(_ camera: String) -> String { "\(path)/\(camera).state" }

  private func failure(_ file: String) -> PipelineError {
    PipelineError(
      .output, "\(file): cannot be written: \(Self.reason)",
      remedy: "free space there, or give another state.directory; detection goes on")
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
