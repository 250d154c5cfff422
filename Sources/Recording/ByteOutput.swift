import Glibc

/// A file that has its name only once it is complete, or a pipe.
///
/// A regular file is written without a name, or where the file system has no such files under a temporary one in the
/// same folder, and gets its name at the end; without `finish` nothing is left of it. What is no regular file, such as
/// `/dev/null` or a named pipe, and standard output are written as they are.
public struct ByteOutput: ~Copyable {
  /// The path; `-` for standard output.
  public let path: String
  /// Bytes written so far.
  public private(set) var byteCount: UInt64 = 0

  private let descriptor: Int32
  private let target: Target?
  private let growsInPlace: Bool
  private var isFinished = false

  /// Where a regular file is until it has its name.
  private struct Target {
    var temporaryPath: String
    var isUnnamed: Bool
  }

  /// Creates a file.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard output.
  ///   - overwrites: whether a file of this name may be replaced.
  ///   - growsInPlace: whether a regular file has its name from the beginning, so that what was written stays however the
  ///     program ends.
  /// - Throws: `notWritable`, `noSpace`.
  public init(path: String, overwrites: Bool, growsInPlace: Bool = false) throws(RecordingError) {
    (descriptor, target) = try Self.open(path, overwrites: overwrites, growsInPlace: growsInPlace)
    self.path = path
    self.growsInPlace = growsInPlace
  }

  deinit {
    if path != "-" { close(descriptor) }
    if let target, !target.isUnnamed, !isFinished { unlink(target.temporaryPath) }
  }

  /// Appends bytes; a file that grows in place ends as before where that fails, so that it ends with something whole.
  public mutating func write(_ bytes: [UInt8]) throws(RecordingError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = Self.failure("cannot be written at byte \(byteCount)", errno, path: path)
        takeBack(done)
        throw error
      }
      done += count
      byteCount += UInt64(count)
    }
  }

  /// Takes back the last bytes of a file that grows in place.
  private mutating func takeBack(_ count: Int) {
    guard growsInPlace, path != "-", count > 0 else { return }
    let end = off_t(byteCount) - off_t(count)
    guard ftruncate(descriptor, end) == 0, lseek(descriptor, end, SEEK_SET) == end else { return }
    byteCount -= UInt64(count)
  }

  /// Whether it is a regular file, whose beginning can be written again.
  public var isRegularFile: Bool { target != nil }

  /// Writes bytes over those at the beginning of a regular file, which has as many already.
  public mutating func rewrite(_ bytes: [UInt8]) throws(RecordingError) {
    precondition(isRegularFile && UInt64(bytes.count) <= byteCount)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("cannot be written at byte \(done)", errno, path: path) }
      done += count
    }
  }

  /// Gives the file its name, once all of it has reached the disk as far as the system says.
  public mutating func finish() throws(RecordingError) {
    guard !isFinished else { return }
    if let target {
      guard fsync(descriptor) == 0 else { throw Self.failure("cannot be written", errno, path: path) }
      if target.isUnnamed {
        // Linking does not replace a file, renaming does.
        unlink(target.temporaryPath)
        let source = "/proc/self/fd/\(descriptor)"
        guard linkat(AT_FDCWD, source, AT_FDCWD, target.temporaryPath, AT_SYMLINK_FOLLOW) == 0 else {
          throw Self.failure("cannot get its name", errno, path: path)
        }
      }
      guard rename(target.temporaryPath, path) == 0 else {
        let number = errno
        unlink(target.temporaryPath)
        throw Self.failure("cannot get its name", number, path: path)
      }
    }
    isFinished = true
  }

  /// Throws `notWritable` where a file cannot be created because of what is there already.
  public static func check(path: String, overwrites: Bool) throws(RecordingError) {
    guard path != "-" else { return }
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw RecordingError(.notWritable, "is a folder; name a file in it", path: path)
    case S_IFREG where !overwrites:
      throw RecordingError(
        .notWritable, "exists already; overwrite it with --force, or choose another name", path: path)
    default: return
    }
  }

  private static func open(
    _ path: String, overwrites: Bool, growsInPlace: Bool
  ) throws(RecordingError) -> (descriptor: Int32, target: Target?) {
    try check(path: path, overwrites: overwrites)
    if path == "-" { return (STDOUT_FILENO, nil) }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure("cannot be opened", errno, path: path) }
      return (descriptor, nil)
    }
    if growsInPlace {
      let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (overwrites ? O_TRUNC : O_EXCL)
      let descriptor = Glibc.open(path, flags, 0o666)
      guard descriptor >= 0 else { throw failure("cannot be created", errno, path: path) }
      return (descriptor, nil)
    }
    let temporaryPath = "\(path).\(getpid()).partial"
    // A file without a name is gone with the process, however that ends; not all file systems have them.
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let unnamed = Glibc.open(folder, O_WRONLY | O_CLOEXEC | unnamedFileFlag, 0o666)
    if unnamed >= 0 { return (unnamed, Target(temporaryPath: temporaryPath, isUnnamed: true)) }
    let descriptor = Glibc.open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("cannot be created", errno, path: path) }
    return (descriptor, Target(temporaryPath: temporaryPath, isUnnamed: false))
  }

  /// `O_TMPFILE`, a macro that Swift does not see, of Linux on all its processors with the usual flags.
  private static var unnamedFileFlag: Int32 { 0o20000000 | O_DIRECTORY }

  private static func failure(_ what: String, _ number: Int32, path: String) -> RecordingError {
    RecordingError(
      number == ENOSPC || number == EDQUOT ? .noSpace : .notWritable,
      "\(what): \(String(cString: strerror(number)))", path: path)
  }
}
