import Glibc

/// SIGINT and SIGTERM as values to wait for.
enum TerminationSignals {
  /// Keeps both from ending the process; call it before any thread is started, since threads inherit it.
  static func block() {
    var set = signalSet()
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Lets both end the process, also where whoever started it has blocked them.
  static func unblock() {
    var set = signalSet()
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Waits for one of them; false when none came in time.
  static func wait(forMilliseconds milliseconds: Int) -> Bool {
    var set = signalSet()
    var timeout = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    return sigtimedwait(&set, nil, &timeout) > 0
  }

  private static func signalSet() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    return set
  }
}
