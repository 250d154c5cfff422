import Synchronization
import ZeroMQ

/// Answers libzmq's question who may connect, on a thread of its own.
///
/// Source: ZeroMQ RFC 27 (ZAP).
final class Authenticator: Sendable {
  private static let pollMilliseconds = 100

  private let isStopping = Atomic(false)
  private let socket: Mutex<ZeroMQSocket?>
  private let thread: Mutex<DedicatedThread?>

  /// Binds the endpoint at which libzmq asks; sockets that are bound in the context after that ask there.
  init(_ access: ClientAccess, context: ZeroMQContext) throws(PipelineError) {
    do throws(ZeroMQError) {
      var options = ZeroMQSocketOptions()
      options.lingerMilliseconds = 0
      var socket = try ZeroMQSocket(.reply, in: context, options: options)
      try socket.bind(to: ZeroMQEndpoint("inproc://zeromq.zap.01"))
      self.socket = Mutex(socket)
    } catch {
      throw PipelineError(error, option: "--publish")
    }
    thread = Mutex(nil)
    let started = try DedicatedThread.start(name: "authenticator") { [weak self] in
      while self?.answer(access) == true {}
    }
    thread.withLock { $0 = started }
  }

  /// Ends the thread and closes the endpoint.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    let thread = self.thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
    socket.withLock { $0 = nil }
  }

  /// Answers the next question; false where the thread is to end.
  private func answer(_ access: ClientAccess) -> Bool {
    guard !isStopping.load(ordering: .relaxed) else { return false }
    return socket.withLock { socket in
      do throws(ZeroMQError) {
        guard let request = try socket?.receive(timeoutMilliseconds: Self.pollMilliseconds) else { return true }
        _ = try socket?.send(frames: Self.reply(to: request, access))
        return true
      } catch {
        return false
      }
    }
  }

  /// The answer to a question: version, request, status, its text, user, metadata.
  static func reply(to request: [[UInt8]], _ access: ClientAccess) -> [[UInt8]] {
    // Version, request, domain, address, identity, mechanism, credentials.
    let number = request.count > 1 ? request[1] : []
    func reply(_ status: String, _ text: String, user: String = "") -> [[UInt8]] {
      [Array("1.0".utf8), number, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
    }
    guard request.count == 7, request[0] == Array("1.0".utf8), request[5] == Array("CURVE".utf8),
      let key = CurveKey(bytes: request[6])
    else { return reply("500", "this is no question about a key") }
    let address = String(decoding: request[3].prefix(100), as: UTF8.self)
    // 300 rather than 400: a client that is told 400 never tries again, also not once its key is known.
    return access.admits(key, from: address) ? reply("200", "", user: key.z85) : reply("300", "unknown key")
  }
}
