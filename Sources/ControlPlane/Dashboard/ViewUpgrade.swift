import NIOCore
import NIOHTTP1
import NIOWebSocket
import Pipeline
import Supervision

/// Turns a request for `/view?camera=NAME` into a WebSocket, for those who may read.
///
/// A page cannot send an Authorization header with it; it offers the subprotocol `bearer.TOKEN`, the token percent-encoded, beside
/// `saccade.view` instead.
struct ViewUpgrade: Sendable {
  /// The subprotocol.
  static let protocolName = "saccade.view"
  private static let tokenPrefix = "bearer."
  /// The largest frame that is taken from a viewer, who has nothing to say.
  private static let maximumFrameBytes = 1024

  let service: Service
  let gate: RequestGate
  let listener: ListenerKind
  let limit: ConnectionLimit

  /// What the pipeline of one connection needs.
  ///
  /// - Parameters:
  ///   - requests: the connection's handler of requests, which leaves where it is upgraded.
  ///   - budget: what counts its bytes.
  ///   - loop: the connection's event loop.
  func configuration(
    requests: HTTPConnection, budget: ByteBudget, loop: any EventLoop
  ) -> NIOHTTPServerUpgradeSendableConfiguration {
    let bound = NIOLoopBound((requests: requests, budget: budget), eventLoop: loop)
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: Self.maximumFrameBytes,
      shouldUpgrade: { channel, request in channel.eventLoop.makeSucceededFuture(headers(of: request)) },
      upgradePipelineHandler: { channel, request in
        channel.eventLoop.makeCompletedFuture {
          let (requests, budget) = bound.value
          guard requests.handOverPlace() else { return }
          guard let view = view(of: request) else {
            limit.giveBack()
            channel.close(promise: nil)
            return
          }
          try channel.pipeline.syncOperations.addHandler(ViewConnection(view: view, limit: limit, budget: budget))
        }
      })
    return (
      upgraders: [upgrader],
      completionHandler: { context in
        context.pipeline.syncOperations.removeHandler(bound.value.requests, promise: nil)
      }
    )
  }

  /// The headers of the answer; nil where the connection stays what it is.
  private func headers(of request: HTTPRequestHead) -> HTTPHeaders? {
    let offered = request.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
    let token = offered.first { $0.hasPrefix(Self.tokenPrefix) }
      .flatMap { RequestHead.decoded($0.dropFirst(Self.tokenPrefix.count)) }
    let head = RequestHead(
      method: request.method.rawValue, target: request.uri, host: request.headers.first(name: "host"),
      authorization: request.headers.first(name: "authorization") ?? token.map { "Bearer \($0)" })
    guard head.path == "/view", view(of: request) != nil,
      gate.refusal(opening: head, origin: request.headers.first(name: "origin"), on: listener) == nil
    else { return nil }
    guard offered.contains(Self.protocolName) else { return HTTPHeaders() }
    return ["sec-websocket-protocol": Self.protocolName]
  }

  private func view(of request: HTTPRequestHead) -> LiveView? {
    RequestHead(method: request.method.rawValue, target: request.uri).query("camera").flatMap { service.view(of: $0) }
  }
}
