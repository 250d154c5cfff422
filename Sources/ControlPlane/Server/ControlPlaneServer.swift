import CSystemCalls
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
public import Settings
public import Supervision

/// Serves metrics, health and control: over TCP, and over a Unix socket for `saccade control`.
public final class ControlPlaneServer: Sendable {
  /// The largest request, its head and body together.
  private static let maximumRequestBytes = HTTPConnection.maximumBodyBytes + (32 << 10)

  private let group: MultiThreadedEventLoopGroup
  private let channels: [any Channel]
  private let socketPath: String?
  /// Where TCP is served, as bound.
  public let addresses: [String]

  /// Binds everything that the settings name.
  ///
  /// - Parameters:
  ///   - settings: where, and under which conditions.
  ///   - socketPath: the control socket; nil for none.
  ///   - inherited: listening sockets that a service manager has opened; they take the place of `http.listen`.
  ///   - service: what is shown and steered.
  /// - Throws: `configuration` for a token that cannot be used or an open port without one; `unavailable` where something cannot
  ///   be bound.
  public init(
    settings: ServiceSettings, socketPath: String?, inherited: [Int32], service: Service
  ) throws(ControlPlaneError) {
    let token = try settings.httpTokenFile.map { path throws(ControlPlaneError) in try AccessToken(path: path) }
    let hosts = settings.httpHosts + (settings.httpAddress.map { [$0.host] } ?? [])
    let gate = RequestGate(
      token: token, hosts: Set(hosts.map { $0.lowercased() }), isInsecure: settings.httpIsInsecure)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var channels: [any Channel] = []
    var addresses: [String] = []
    do {
      let foxglove = FoxgloveHub()
      let router = RequestRouter(service: service, foxglove: foxglove)
      let limit = ConnectionLimit(maximum: settings.httpConnections)
      let timeout = TimeAmount.microseconds(settings.httpTimeoutMicroseconds)
      func bootstrap(_ kind: ListenerKind, _ limit: ConnectionLimit) -> ServerBootstrap {
        let upgrade = WebSocketUpgrade(
          service: service, gate: gate, listener: kind, limit: limit, foxglove: foxglove)
        return Self.bootstrap(group, upgrade) { budget in
          HTTPConnection(router: router, gate: gate, listener: kind, limit: limit, budget: budget, timeout: timeout)
        }
      }
      if !inherited.isEmpty {
        for descriptor in inherited {
          let kind = Self.kind(of: descriptor)
          let channel = try bootstrap(kind, limit).withBoundSocket(descriptor).wait()
          channels.append(channel)
          guard kind != .network || token != nil || settings.httpIsInsecure else {
            throw ControlPlaneError(
              .configuration,
              "the socket that the service manager has opened can be reached by other machines, and no token is asked for: "
                + "set http.token_file, or http.insecure: true")
          }
          addresses.append(channel.localAddress.map { "\($0)" } ?? "?")
        }
      } else if let address = settings.httpAddress {
        let kind = address.isLoopback ? ListenerKind.loopback : .network
        let channel: any Channel
        do { channel = try bootstrap(kind, limit).bind(host: address.host, port: address.port).wait() } catch {
          throw ControlPlaneError(
            .unavailable, "http.listen: \(address): cannot listen: \(error): choose another address, or none")
        }
        channels.append(channel)
        addresses.append("\(address.host):\(channel.localAddress?.port ?? address.port)")
      }
      if let socketPath {
        // Whoever has filled the places of the port cannot keep the operator out.
        let own = ConnectionLimit(maximum: 16)
        channels.append(try Self.bindSocket(socketPath, bootstrap(.unixSocket, own)))
      }
    } catch {
      for channel in channels { channel.close(promise: nil) }
      try? group.syncShutdownGracefully()
      throw error as? ControlPlaneError ?? ControlPlaneError(.unavailable, "cannot listen: \(error)")
    }
    self.group = group
    self.channels = channels
    self.addresses = addresses
    self.socketPath = socketPath
  }

  /// Closes everything; open connections are cut.
  public func stop() {
    for channel in channels { channel.close(promise: nil) }
    if let socketPath { unlink(socketPath) }
    try? group.syncShutdownGracefully()
  }

  private static func bootstrap(
    _ group: MultiThreadedEventLoopGroup, _ upgrade: WebSocketUpgrade,
    _ connection: @escaping @Sendable (ByteBudget) -> HTTPConnection
  ) -> ServerBootstrap {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 8 << 10
    limits.maxHeaderListSize = 24 << 10
    limits.maxHeaderFieldCount = 64
    let fixed = limits
    return ServerBootstrap(group: group)
      .serverChannelOption(ChannelOptions.backlog, value: 64)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let budget = ByteBudget(maximumBytes: maximumRequestBytes)
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(budget)
          let requests = connection(budget)
          try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: upgrade.configuration(
              requests: requests, budget: budget, loop: channel.eventLoop),
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: fixed)
          try pipeline.addHandler(requests)
        }
      }
      .childChannelOption(ChannelOptions.maxMessagesPerRead, value: 4)
  }

  /// Binds the control socket, for its owner alone; what a service that was killed has left there is replaced.
  private static func bindSocket(_ path: String, _ bootstrap: ServerBootstrap) throws(ControlPlaneError) -> any Channel
  {
    var probe: Int32 = -1
    if saccade_connect(&probe, path, 1000) == 0 {
      close(probe)
      throw ControlPlaneError(
        .unavailable, "control.socket: \(path): another service listens there: end it, or choose another path")
    }
    let mask = umask(0o177)
    defer { umask(mask) }
    do {
      return try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
    } catch {
      throw ControlPlaneError(
        .unavailable, "control.socket: \(path): cannot listen: \(error): choose another path, or none")
    }
  }

  private static func kind(of descriptor: Int32) -> ListenerKind {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard status == 0 else { return .network }
    switch Int32(address.ss_family) {
    case AF_UNIX: return .unixSocket
    case AF_INET:
      let isLoopback = withUnsafeBytes(of: &address) { $0[4] == 127 }
      return isLoopback ? .loopback : .network
    case AF_INET6:
      let isLoopback = withUnsafeBytes(of: &address) { bytes in
        (8..<23).allSatisfy { bytes[$0] == 0 } && bytes[23] == 1
      }
      return isLoopback ? .loopback : .network
    default: return .network
    }
  }
}
