import NIOCore
import NIOHTTP1
import NIOWebSocket
import Pipeline
import Supervision

/// Turns requests into WebSockets, for those who may read: `/view?camera=NAME` for pages, `/foxglove` for Foxglove.
///
/// A page cannot send an Authorization header with it; it offers the subprotocol `bearer.TOKEN`, the token percent-encoded, beside
/// `saccade.view` instead. Foxglove takes an address and nothing else: there the token may be in the query, `?token=TOKEN`, and
/// an address without a path will do.
struct WebSocketUpgrade: Sendable {
  /// The subprotocol of viewers.
  static let viewProtocol = "saccade.view"
  private static let foxglovePath = "/foxglove"
  private static let tokenPrefix = "bearer."
  /// The largest frame that is taken.
  private static let maximumFrameBytes = 32 << 10

  private enum Destination {
    case view(LiveView)
    case foxglove(protocolName: String)
  }

  let service: Service
  let gate: RequestGate
  let listener: ListenerKind
  let limit: ConnectionLimit
  let foxglove: FoxgloveHub

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
          let pipeline = channel.pipeline.syncOperations
          switch destination(of: request) {
          case .view(let view)?: try pipeline.addHandler(ViewConnection(view: view, limit: limit, budget: budget))
          case .foxglove?:
            try pipeline.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
                maxAccumulatedFrameSize: Self.maximumFrameBytes))
            try pipeline.addHandler(
              FoxgloveConnection(service: service, hub: foxglove, limit: limit, budget: budget))
          case nil:
            limit.giveBack()
            channel.close(promise: nil)
          }
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
    guard let destination = destination(of: request) else { return nil }
    let offered = Self.offeredProtocols(request)
    var head = RequestHead(
      method: request.method.rawValue, target: request.uri, host: request.headers.first(name: "host"),
      authorization: request.headers.first(name: "authorization"))
    var token = offered.first { $0.hasPrefix(Self.tokenPrefix) }
      .flatMap { RequestHead.decoded($0.dropFirst(Self.tokenPrefix.count)) }
    let accepted: String?
    switch destination {
    case .view: accepted = offered.contains(Self.viewProtocol) ? Self.viewProtocol : nil
    case .foxglove(let name):
      accepted = name
      token = token ?? head.query("token")
      // The page at / is for everybody, and this is not.
      head.target = Self.foxglovePath
    }
    if head.authorization == nil { head.authorization = token.map { "Bearer \($0)" } }
    guard gate.refusal(opening: head, origin: request.headers.first(name: "origin"), on: listener) == nil else {
      return nil
    }
    guard let accepted else { return HTTPHeaders() }
    return ["sec-websocket-protocol": accepted]
  }

  private func destination(of request: HTTPRequestHead) -> Destination? {
    let head = RequestHead(method: request.method.rawValue, target: request.uri)
    switch head.path {
    case "/view": return head.query("camera").flatMap { service.view(of: $0) }.map { .view($0) }
    case Self.foxglovePath, "/":
      let offered = Self.offeredProtocols(request)
      return FoxgloveHub.protocolNames.first { offered.contains($0) }.map { .foxglove(protocolName: $0) }
    default: return nil
    }
  }

  private static func offeredProtocols(_ request: HTTPRequestHead) -> [String] {
    request.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
  }
}
