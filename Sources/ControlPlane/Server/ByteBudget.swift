import NIOCore

/// Closes a connection that sends more than one request may have, whatever the parser makes of it.
final class ByteBudget: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let maximumBytes: Int
  private var bytes = 0

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  /// Begins to count anew, after a request was answered.
  func renew() { bytes = 0 }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes += unwrapInboundIn(data).readableBytes
    guard bytes <= maximumBytes else {
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }
}
