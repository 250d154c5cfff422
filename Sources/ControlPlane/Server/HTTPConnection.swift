import NIOCore
import NIOHTTP1
import NIOWebSocket
import Supervision

/// One connection: takes requests in within limits of size and time, and answers them one after the other.
///
/// At any moment one deadline is running, but while the service carries a command out: from the connection's beginning, or the
/// last answer's, to the end of the next request, and from the answer's beginning to its last byte taken by the other side.
final class HTTPConnection: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  static let maximumBodyBytes = 64 << 10

  private let router: RequestRouter
  private let gate: RequestGate
  private let listener: ListenerKind
  private let limit: ConnectionLimit
  private let budget: ByteBudget
  private let timeout: TimeAmount

  private var hasPlace = false
  private var deadline: Scheduled<Void>?
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLarge = false

  init(
    router: RequestRouter, gate: RequestGate, listener: ListenerKind, limit: ConnectionLimit, budget: ByteBudget,
    timeout: TimeAmount
  ) {
    self.router = router
    self.gate = gate
    self.listener = listener
    self.limit = limit
    self.budget = budget
    self.timeout = timeout
  }

  func channelActive(context: ChannelHandlerContext) {
    hasPlace = limit.take()
    guard hasPlace else {
      context.close(promise: nil)
      return
    }
    arm(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    disarm()
    if hasPlace { limit.giveBack() }
    hasPlace = false
    context.fireChannelInactive()
  }

  /// Ends its part in a connection that becomes another one, which keeps its place.
  func handlerRemoved(context: ChannelHandlerContext) { disarm() }

  /// Hands the connection's place over to whoever gives it back instead.
  func handOverPlace() -> Bool {
    defer { hasPlace = false }
    return hasPlace
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.removeAll()
      isTooLarge = false
    case .body(let buffer):
      isTooLarge = isTooLarge || body.count + buffer.readableBytes > Self.maximumBodyBytes
      if !isTooLarge { body += buffer.readableBytesView }
    case .end:
      guard let head else { return }
      self.head = nil
      disarm()
      answer(head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A WebSocket that may not be opened here; the request follows, and is answered.
    guard !(error is NIOWebSocketUpgradeError) else { return }
    context.close(promise: nil)
  }

  private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let head = RequestHead(
      method: request.method.rawValue, target: request.uri, host: request.headers.first(name: "host"),
      authorization: request.headers.first(name: "authorization"))
    if let refusal = gate.refusal(head, on: listener) { return write(refusal, to: request, context) }
    if isTooLarge {
      return write(.text(413, "the body has more than \(Self.maximumBodyBytes) bytes"), to: request, context)
    }
    switch router.route(head, body: body) {
    case .answer(let answer): write(answer, to: request, context)
    case .control(let command):
      let loop = context.eventLoop
      let bound = NIOLoopBound((self, context), eventLoop: loop)
      let isTaken = router.service.enqueue(command) { result in
        loop.execute {
          let (connection, context) = bound.value
          connection.write(.json(result.isDone ? 200 : 409, result), to: request, context)
        }
      }
      if !isTaken { write(.text(503, "too many commands wait: try again"), to: request, context) }
    }
  }

  private func write(_ answer: Answer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard hasPlace else { return }
    let keepsAlive = request.isKeepAlive && answer.status != 413
    var headers = HTTPHeaders([
      ("content-type", answer.contentType), ("content-length", "\(answer.body.count)"), ("cache-control", "no-store"),
      ("x-content-type-options", "nosniff"), ("connection", keepsAlive ? "keep-alive" : "close"),
    ])
    for (name, value) in answer.headers { headers.add(name: name, value: value) }
    if answer.status == 401 { headers.add(name: "www-authenticate", value: "Bearer") }
    let response = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    if request.method != .HEAD {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
    }
    arm(context)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { result in
      let (connection, context) = bound.value
      guard case .success = result, keepsAlive else {
        context.close(promise: nil)
        return
      }
      connection.budget.renew()
      connection.arm(context)
    }
  }

  private func arm(_ context: ChannelHandlerContext) {
    disarm()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: timeout) { bound.value.close(promise: nil) }
  }

  private func disarm() {
    deadline?.cancel()
    deadline = nil
  }
}
