import NIOCore
import NIOWebSocket

extension ChannelHandlerContext {
  /// Answers the other side's wish to close a WebSocket, and closes the connection.
  func answerClose(_ data: ByteBuffer) {
    let answer = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    writeAndFlush(NIOAny(answer)).whenComplete { _ in bound.value.close(promise: nil) }
  }
}
