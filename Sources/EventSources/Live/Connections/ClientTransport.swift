import CSystemCalls
import Glibc

/// Connects to a server over TCP or a Unix socket.
final class ClientTransport: SourceTransport {
  /// How long a server may take to accept.
  private static let connectionTimeoutNanoseconds: Int64 = 5_000_000_000

  /// The server.
  enum Server {
    case tcp(host: String, port: UInt16)
    case unix(path: String)
  }

  private let server: Server
  private let name: String

  init(_ server: Server, name: String) {
    self.server = server
    self.name = name
  }

  var attempt: String { "connecting to \(name)" }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? {
    var socket: Int32 = -1
    let status =
      switch server {
      case .tcp(let host, let port):
        saccade_connect_tcp(
          host, port, event, HostClock.monotonicNanoseconds() + Self.connectionTimeoutNanoseconds, &socket)
      case .unix(let path): saccade_connect_unix(path, &socket)
      }
    if status == ECANCELED { return nil }
    guard status == 0 else { throw ConnectionFailure(connecting: status, to: name) }
    return DescriptorConnection(socket: socket)
  }
}

extension ConnectionFailure {
  /// What a status of the functions in `saccade_socket.h` means for a client.
  init(connecting status: Int32, to name: String) {
    if status < 0 {
      self.init(
        .unresolved, "cannot find \(name): \(String(cString: gai_strerror(status))); check the host's name")
      return
    }
    let words = "cannot connect to \(name): \(String(cString: strerror(status)))"
    switch status {
    case ECONNREFUSED, ENOENT, ECONNRESET: self.init(.refused, words)
    case ETIMEDOUT: self.init(.timedOut, words)
    default: self.init(.failed, words)
    }
  }
}
