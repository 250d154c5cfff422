import Messages
import NIOCore
import NIOWebSocket
import Pipeline

/// A viewer: is sent the newest image of a camera, at most twenty a second, and never one while another is on its way.
final class ViewConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private static let period = TimeAmount.milliseconds(50)

  private let view: LiveView
  private let limit: ConnectionLimit
  private let budget: ByteBudget
  private var task: RepeatedTask?
  private var isOnItsWay = false
  private var lastNumber: UInt64 = 0
  private var lastSequence: UInt64?
  private var silence = WebSocketSilence()

  init(view: LiveView, limit: ConnectionLimit, budget: ByteBudget) {
    self.view = view
    self.limit = limit
    self.budget = budget
  }

  func handlerAdded(context: ChannelHandlerContext) {
    guard context.channel.isActive else {
      limit.giveBack()
      return
    }
    view.beginViewing()
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
    switch frame.opcode {
    case .connectionClose: context.answerClose(frame.unmaskedData)
    case .ping:
      context.writeAndFlush(
        wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
    default: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func end() {
    guard let task else { return }
    task.cancel()
    self.task = nil
    view.endViewing()
    limit.giveBack()
  }

  private func tick(_ context: ChannelHandlerContext) {
    guard task != nil else { return }
    switch silence.pass() {
    case .nothing: break
    case .ask:
      let ping = WebSocketFrame(fin: true, opcode: .ping, data: context.channel.allocator.buffer(capacity: 0))
      context.writeAndFlush(wrapOutboundOut(ping), promise: nil)
    case .close:
      context.close(promise: nil)
      return
    }
    guard !isOnItsWay, let image = view.image else { return }
    let detections = view.detections
    guard image.number != lastNumber || detections?.frame.sequence != lastSequence,
      let message = ViewMessage.encode(
        image, firingRates: view.firingRates, detections: detections, allocator: context.channel.allocator)
    else { return }
    lastNumber = image.number
    lastSequence = detections?.frame.sequence
    isOnItsWay = true
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    let frame = WebSocketFrame(fin: true, opcode: .binary, data: message)
    context.writeAndFlush(wrapOutboundOut(frame)).whenComplete { _ in bound.value.isOnItsWay = false }
  }
}
