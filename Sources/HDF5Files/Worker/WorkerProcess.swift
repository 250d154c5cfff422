import CSystem
import EventSources
import Glibc

/// A child process whose standard output is read here.
struct WorkerProcess: ~Copyable {
  /// How a process ended.
  enum End: Equatable {
    case exited(status: Int32)
    case killed(signal: Int32)
  }

  /// The reading end of the pipe.
  let output: Int32
  private let identifier: pid_t
  private var end: End?

  /// Starts a worker on a file that can be read.
  init(reading path: String, _ worker: HDF5WorkerCommand, _ options: HDF5ReadOptions) throws(EventSourceError) {
    try Self.checkIsFile(path)
    // A path that begins with a dash must not look like an option.
    let file = path.hasPrefix("-") ? "./\(path)" : path
    let group = options.group.map { ["--group", $0] } ?? []
    do throws(ErrorNumber) {
      try self.init(program: worker.program, arguments: worker.arguments + [file] + group)
    } catch {
      throw EventSourceError(
        .unreadable, "cannot be read: the program for it, \(worker.program), does not start: \(error.text)", path: path)
    }
  }

  /// Starts a program; throws the error number where that fails.
  init(program: String, arguments: [String]) throws(ErrorNumber) {
    var ends: [Int32] = [-1, -1]
    // A larger pipe lets the child go on while the parent is busy.
    let pipeStatus = saccade_pipe(&ends, 1 << 20)
    guard pipeStatus == 0 else { throw ErrorNumber(pipeStatus) }
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    // A worker that dies must die at once: no search for the place of its death.
    var variables: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
    defer { for variable in variables { free(variable) } }
    var identifier: pid_t = 0
    let status = saccade_spawn(&identifier, program, &argv, &variables, ends[1])
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      throw ErrorNumber(status)
    }
    output = ends[0]
    self.identifier = identifier
    end = nil
  }

  deinit {
    close(output)
    if end == nil {
      kill(identifier, SIGKILL)
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
  }

  /// Throws where a path is not that of a regular file that may be read: a worker would wait for a pipe without end.
  private static func checkIsFile(_ path: String) throws(EventSourceError) {
    var information = stat()
    guard stat(path, &information) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw EventSourceError(
        isMissing ? .missing : .unreadable,
        isMissing ? "does not exist; check the path" : "cannot be examined: \(ErrorNumber(errno).text)", path: path)
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw EventSourceError(
        .notAFile, "is not a file: HDF5 can be read neither from a folder nor from a pipe", path: path)
    }
    guard access(path, R_OK) == 0 else {
      throw EventSourceError(
        .unreadable, "may not be read by this user; change its permissions or the user", path: path)
    }
  }

  /// Ends the process if it still runs.
  func terminate() {
    if end == nil { kill(identifier, SIGKILL) }
  }

  /// Waits for the process's end.
  mutating func wait() -> End {
    if let end { return end }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      // Somebody else has taken the status away; nothing can be known of it.
      guard errno == EINTR else { break }
    }
    let signal = status & 0x7F
    let end: End = signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .killed(signal: signal)
    self.end = end
    return end
  }
}

/// A number from `errno`.
struct ErrorNumber: Error, Equatable {
  var value: Int32

  init(_ value: Int32) { self.value = value }

  /// The system's words for it.
  var text: String { String(cString: strerror(value)) }
}
