import CSystemCalls
import EventFormats
import Glibc

/// A child process whose standard output is read here.
struct WorkerProcess: ~Copyable {
  /// How a process ended.
  enum End: Equatable {
    case exited(status: Int32)
    case killed(signal: Int32)
  }

  /// The memory in which the worker leaves events.
  let memory: SharedEvents
  private let frames: OwnedDescriptor
  private let slots: OwnedDescriptor
  private let identifier: pid_t
  private var end: End?

  /// Starts a worker on a file that can be read.
  init(reading path: String, _ worker: HDF5WorkerCommand, _ options: HDF5ReadOptions) throws(EventSourceError) {
    try Self.checkIsFile(path)
    // A path that begins with a dash must not look like an option.
    let file = path.hasPrefix("-") ? "./\(path)" : path
    do throws(ErrorNumber) {
      try self.init(program: worker.program, arguments: worker.arguments + [file] + options.workerArguments)
    } catch {
      throw EventSourceError(
        .unreadable, "cannot be read: the program for it, \(worker.program), does not start: \(error.text)", path: path)
    }
  }

  /// Starts a program; throws the error number where that fails.
  init(program: String, arguments: [String]) throws(ErrorNumber) {
    let memory = try SharedEvents()
    let (frames, childFrames) = try Self.pair(saccade_pipe)
    let (slots, childSlots) = try Self.pair(saccade_socket_pair)
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    // A worker that dies must die at once: no search for the place of its death.
    var variables: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
    defer { for variable in variables { free(variable) } }
    var identifier: pid_t = 0
    let status = program.withCString { path in
      argv.withUnsafeMutableBufferPointer { argv in
        variables.withUnsafeMutableBufferPointer { variables in
          var start = saccade_program(
            path: path, arguments: argv.baseAddress, variables: variables.baseAddress, input: childSlots,
            output: childFrames, memory: memory.descriptor)
          return saccade_spawn(&identifier, &start)
        }
      }
    }
    close(childFrames)
    close(childSlots)
    guard status == 0 else {
      close(frames)
      close(slots)
      throw ErrorNumber(status)
    }
    self.memory = memory
    self.frames = OwnedDescriptor(number: frames)
    self.slots = OwnedDescriptor(number: slots)
    self.identifier = identifier
    end = nil
  }

  deinit {
    if end == nil {
      kill(identifier, SIGKILL)
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
  }

  /// Where the worker's frames are read.
  var output: Int32 { frames.number }

  /// Where the numbers of slots go that are free again.
  var freeSlots: Int32 { slots.number }

  /// Makes the two ends of something: that of this process and that of the child.
  private static func pair(
    _ make: (UnsafeMutablePointer<Int32>) -> Int32
  ) throws(ErrorNumber) -> (own: Int32, child: Int32) {
    var ends: [Int32] = [-1, -1]
    let status = make(&ends)
    guard status == 0 else { throw ErrorNumber(status) }
    return (ends[0], ends[1])
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
