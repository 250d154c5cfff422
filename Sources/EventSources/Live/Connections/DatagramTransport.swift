/// Opens a socket for datagrams.
final class DatagramTransport: SourceTransport {
  private let host: String?
  private let port: UInt16
  private let bufferByteCount: Int
  private let name: String

  init(host: String?, port: UInt16, bufferByteCount: Int, name: String) {
    self.host = host
    self.port = port
    self.bufferByteCount = bufferByteCount
    self.name = name
  }

  var attempt: String { "opening \(name)" }
  var survivesSilence: Bool { true }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? {
    try DatagramConnection(host: host, port: port, bufferByteCount: bufferByteCount)
  }
}
