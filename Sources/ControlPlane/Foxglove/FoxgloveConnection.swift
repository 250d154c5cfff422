import EventSources
import NIOCore
import NIOWebSocket
import Pipeline
import Supervision

/// A client of Foxglove's protocol: is told of the channels, and sent the newest message of those that it subscribes to.
///
/// One message is on its way at a time; what waits behind it is in a `FoxgloveOutbox`, so that a client that does not read
/// takes up no more than one message for each of its subscriptions, and is closed once it is silent for too long.
final class FoxgloveConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private static let period = TimeAmount.milliseconds(50)
  private static let periodsPerSecond = 20

  private let service: Service
  private let hub: FoxgloveHub
  private let limit: ConnectionLimit
  private let budget: ByteBudget
  private var session = FoxgloveSession()
  private var outbox = FoxgloveOutbox()
  private var task: RepeatedTask?
  private var isOnItsWay = false
  private var ticks = 0
  private var silence = WebSocketSilence()
  private var toldDrops: UInt64 = 0
  /// The views that it looks at, by camera.
  private var views: [String: LiveView] = [:]
  /// What each subscription was given last.
  private var given: [UInt32: FoxglovePicture.Identity] = [:]

  init(service: Service, hub: FoxgloveHub, limit: ConnectionLimit, budget: ByteBudget) {
    self.service = service
    self.hub = hub
    self.limit = limit
    self.budget = budget
  }

  func handlerAdded(context: ChannelHandlerContext) {
    guard context.channel.isActive else {
      limit.giveBack()
      return
    }
    hub.addClient()
    add(.serverInfo(name: "saccade \(SaccadeVersion.current)", sessionID: hub.sessionID), context)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    task = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.period) { _ in
      let (connection, context) = bound.value
      connection.tick(context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    budget.renew()
    silence.end()
    let frame = unwrapInboundIn(data)
    let bytes = frame.unmaskedData
    switch frame.opcode {
    case .connectionClose: return context.answerClose(bytes)
    case .ping: add(.pong(Array(bytes.readableBytesView)), context)
    case .text:
      if let complaint = session.receive(Array(bytes.readableBytesView)) { add(complaint, context) }
      forgetOld()
    case .binary: add(.status(.warning, "messages of clients are not taken: this service only gives"), context)
    default: break
    }
    send(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func end() {
    guard let task else { return }
    task.cancel()
    self.task = nil
    for view in views.values { view.endViewing() }
    views.removeAll()
    hub.count(droppedMessages: outbox.droppedMessages - toldDrops)
    hub.removeClient()
    limit.giveBack()
  }

  private func tick(_ context: ChannelHandlerContext) {
    guard task != nil else { return }
    switch silence.pass() {
    case .nothing: break
    case .ask: add(.ping, context)
    case .close:
      context.close(promise: nil)
      return
    }
    if ticks % Self.periodsPerSecond == 0 { everySecond(context) }
    ticks += 1
    lookWhereWanted()
    takePictures()
    send(context)
  }

  private func everySecond(_ context: ChannelHandlerContext) {
    let names = service.readiness.cameras.map { $0.name }
    for message in session.take(cameras: names) { add(message, context) }
    forgetOld()
    takeStatistics()
    let drops = outbox.droppedMessages - toldDrops
    guard drops > 0 else { return }
    toldDrops = outbox.droppedMessages
    hub.count(droppedMessages: drops)
    // Whoever does not even take this would only be cut off for it.
    guard !outbox.hasControl else { return }
    add(.status(.warning, "\(drops) messages were replaced by newer ones: this connection is too slow"), context)
  }

  private func forgetOld() {
    outbox.keep(only: session.subscriptions.keys)
    given = given.filter { session.subscriptions[$0.key] != nil }
  }

  /// Looks at the cameras whose images or boxes are subscribed to, and at no other.
  private func lookWhereWanted() {
    let wanted = Set(session.subscribedChannels.filter { $0.channel.kind != .statistics }.map(\.channel.camera))
    for camera in wanted.union(views.keys) {
      // A camera that was removed and added again has another view.
      let view = wanted.contains(camera) ? service.view(of: camera) : nil
      guard view !== views[camera] else { continue }
      view?.beginViewing()
      views[camera]?.endViewing()
      views[camera] = view
    }
  }

  private func takePictures() {
    let subscribed = session.subscribedChannels
    for (camera, view) in views {
      guard let window = view.window else { continue }
      let own = subscribed.filter { $0.channel.camera == camera }
      let needsImage = own.contains { $0.channel.kind == .image }
      guard let picture = hub.picture(of: window, camera: camera, needsImage: needsImage) else { continue }
      for (subscription, channel) in own where given[subscription] != picture.identity {
        let payload: [UInt8]? =
          switch channel.kind {
          case .image: picture.image
          case .annotations: picture.annotations
          case .statistics: nil
          }
        guard let payload else { continue }
        given[subscription] = picture.identity
        outbox.add(
          FoxgloveOutbox.Message(
            subscription: subscription, timeNanoseconds: picture.timeNanoseconds, payload: payload))
      }
    }
  }

  private func takeStatistics() {
    let wanted = session.subscribedChannels.filter { $0.channel.kind == .statistics }
    guard !wanted.isEmpty else { return }
    let statuses = service.status.cameras
    let now = HostClock.realTimeNanoseconds()
    for (subscription, channel) in wanted {
      guard let status = statuses.first(where: { $0.name == channel.camera }),
        let payload = FoxgloveStatistics.encode(status)
      else { continue }
      outbox.add(FoxgloveOutbox.Message(subscription: subscription, timeNanoseconds: now, payload: payload))
    }
  }

  private func add(_ message: FoxgloveServerMessage, _ context: ChannelHandlerContext) {
    add(.text(message.text), context)
  }

  private func add(_ control: FoxgloveOutbox.Control, _ context: ChannelHandlerContext) {
    if !outbox.add(control) { context.close(promise: nil) }
  }

  private func send(_ context: ChannelHandlerContext) {
    guard task != nil, !isOnItsWay, let item = outbox.next() else { return }
    isOnItsWay = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(item.frame(allocator: context.channel.allocator))).whenComplete { _ in
      let (connection, context) = bound.value
      connection.isOnItsWay = false
      connection.send(context)
    }
  }
}

extension FoxgloveOutbox.Item {
  /// The operation of messages of channels.
  private static let messageData: UInt8 = 1

  fileprivate func frame(allocator: ByteBufferAllocator) -> WebSocketFrame {
    switch self {
    case .control(.text(let text)):
      return WebSocketFrame(fin: true, opcode: .text, data: allocator.buffer(bytes: text))
    case .control(.ping): return WebSocketFrame(fin: true, opcode: .ping, data: allocator.buffer(capacity: 0))
    case .control(.pong(let bytes)):
      return WebSocketFrame(fin: true, opcode: .pong, data: allocator.buffer(bytes: bytes))
    case .message(let message):
      var buffer = allocator.buffer(capacity: 13 + message.payload.count)
      buffer.writeInteger(Self.messageData)
      buffer.writeInteger(message.subscription, endianness: .little)
      buffer.writeInteger(UInt64(max(0, message.timeNanoseconds)), endianness: .little)
      buffer.writeBytes(message.payload)
      return WebSocketFrame(fin: true, opcode: .binary, data: buffer)
    }
  }
}
