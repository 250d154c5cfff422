import Glibc

/// The signals of a service as values to wait for, on one thread.
public enum ServiceSignals {
  /// What a signal asks for.
  public enum Request: Sendable, Equatable {
    /// SIGTERM or SIGINT.
    case stop
    /// SIGHUP.
    case reload
  }

  /// Keeps the signals from ending the process, and closed pipes from doing so; call it before any thread is started, since
  /// threads inherit it.
  public static func block() {
    var set = signalSet()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits for one of them; nil when none came in time.
  public static func wait(forMilliseconds milliseconds: Int) -> Request? {
    var set = signalSet()
    var timeout = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    switch sigtimedwait(&set, nil, &timeout) {
    case SIGTERM, SIGINT: return .stop
    case SIGHUP: return .reload
    default: return nil
    }
  }

  private static func signalSet() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
