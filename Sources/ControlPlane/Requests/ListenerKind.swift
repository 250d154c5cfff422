/// Who can reach a listening socket.
package enum ListenerKind: Sendable, Equatable {
  /// The users whom the file's permissions let in.
  case unixSocket
  /// Everybody on this machine, and pages in their browsers.
  case loopback
  /// Other machines.
  case network
}
