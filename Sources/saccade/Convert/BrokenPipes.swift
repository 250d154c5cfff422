import Glibc

/// The signal that writing into a pipe without a reader raises.
enum BrokenPipes {
  /// Makes such writes fail instead of ending the process.
  static func ignore() { signal(SIGPIPE, SIG_IGN) }
}
