import Glibc

/// A program that reads from this process and whose messages are kept.
final class ChildProcess {
  /// Why a program cannot be started.
  struct StartError: Error {
    /// The system's error number.
    var number: Int32
    /// Whether there is no such program.
    var isMissing: Bool { number == ENOENT }
    /// What the system says.
    var reason: String { String(cString: strerror(number)) }
  }

  private let identifier: pid_t
  private var input: Int32
  private let messages: UnsafeMutablePointer<FILE>?
  private var status: Int32?

  /// Starts a program that is searched for on the path; its standard output goes nowhere.
  init(program: String, arguments: [String]) throws(StartError) {
    var ends: [Int32] = [-1, -1]
    // A socket, since writing to one that nobody reads any more need not raise a signal.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw StartError(number: errno)
    }
    // A file rather than a pipe: nobody reads while the program runs, and it must not wait for that.
    let messages = tmpfile()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    if let messages {
      posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDERR_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var words = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var identifier: pid_t = 0
    let number = posix_spawnp(&identifier, program, &actions, nil, words, environ)
    close(ends[1])
    guard number == 0 else {
      close(ends[0])
      if let messages { fclose(messages) }
      throw StartError(number: number)
    }
    self.identifier = identifier
    self.messages = messages
    input = ends[0]
  }

  deinit {
    closeInput()
    if let messages { fclose(messages) }
  }

  /// Writes all bytes to the program's standard input; false once it no longer reads.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = send(input, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Tells the program that nothing more will come.
  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// Ends the program, if it still runs.
  func kill() {
    if status == nil { Glibc.kill(identifier, SIGKILL) }
  }

  /// Waits for the program's end; its exit status, or the negative number of the signal that ended it.
  func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
    let signal = raw & 0x7F
    let status = signal == 0 ? raw >> 8 & 0xFF : -signal
    self.status = status
    return status
  }

  /// What the program has written to standard error, at most the first 4096 bytes.
  var errorOutput: String {
    guard let messages else { return "" }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = pread(fileno(messages), &buffer, buffer.count, 0)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }
}
