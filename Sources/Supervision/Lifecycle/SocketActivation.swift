import CSystemCalls
import Glibc

/// Listening sockets that a service manager has opened and handed over.
public enum SocketActivation {
  /// The first descriptor that is handed over; the others follow.
  private static let firstDescriptor: Int32 = 3

  /// The listening stream sockets that are meant for this process.
  ///
  /// Source: systemd, sd_listen_fds(3): LISTEN_PID and LISTEN_FDS.
  ///
  /// - Returns: their descriptors; what is no listening stream socket is left out.
  public static func listeners(environment: [String: String], processID: Int32) -> [Int32] {
    guard environment["LISTEN_PID"] == String(processID), let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
      (1...16).contains(count)
    else { return [] }
    return (firstDescriptor..<firstDescriptor + count).filter { saccade_adopt_listener($0) == 0 }
  }
}
