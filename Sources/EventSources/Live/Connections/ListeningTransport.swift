import CSystemCalls
import Glibc

/// Listens, over TCP or on a Unix socket, and takes one client after the other.
final class ListeningTransport: SourceTransport {
  /// Where clients connect.
  enum Place {
    case tcp(host: String?, port: UInt16)
    case unix(path: String)
  }

  private let place: Place
  private var name: String
  /// The listening socket; nil until it can be had.
  private var listener: Int32?

  init(_ place: Place, name: String) {
    self.place = place
    self.name = name
  }

  deinit {
    guard let listener else { return }
    if case .unix(let path) = place { unlink(path) }
    close(listener)
  }

  var attempt: String { "waiting for a client on \(name)" }
  var isListening: Bool { true }

  func prepare() throws(ConnectionFailure) {
    if listener == nil { listener = try listen() }
  }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? {
    let listener = if let listener { listener } else { try listen() }
    self.listener = listener
    while true {
      var client: Int32 = -1
      let status = saccade_accept(listener, &client)
      switch status {
      case 0: return DescriptorConnection(socket: client)
      case EAGAIN, EWOULDBLOCK, ECONNABORTED, EINTR:
        if Waiting(saccade_wait(listener, SACCADE_READABLE, event, .max)) == .woken { return nil }
      default: throw ConnectionFailure(.failed, "cannot accept a client: \(String(cString: strerror(status)))")
      }
    }
  }

  func report(to health: inout SourceHealth) { health.listeningAddress = listener == nil ? nil : name }

  private func listen() throws(ConnectionFailure) -> Int32 {
    var listener: Int32 = -1
    let status: Int32
    switch place {
    case .tcp(let host, let port):
      var bound: UInt16 = 0
      status = saccade_listen_tcp(host, port, &listener, &bound)
      if status == 0 { name = "tcp-listen://\(Self.shown(host)):\(bound)" }
    case .unix(let path): status = saccade_listen_unix(path, &listener)
    }
    guard status == 0 else { throw ConnectionFailure(listening: status, on: name) }
    return listener
  }

  /// A host as it stands in an address.
  static func shown(_ host: String?) -> String { host.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "*" }
}

extension ConnectionFailure {
  /// What a status of the functions in `saccade_socket.h` means for a server.
  init(listening status: Int32, on name: String) {
    let message = status < 0 ? String(cString: gai_strerror(status)) : String(cString: strerror(status))
    let remedy =
      switch status {
      case EADDRINUSE: "another program has it; stop that program or choose another address"
      case EACCES, EPERM: "use a port of 1024 or above, or a folder in which this user may write"
      case ENOTSOCK: "choose another path: what stands there is no socket"
      case ENOENT, ENOTDIR: "create the folder, or choose a path in one that exists"
      default: "use an address of this machine, or * for all interfaces"
      }
    self.init(.failed, "cannot listen on \(name): \(message); \(remedy)")
  }
}
