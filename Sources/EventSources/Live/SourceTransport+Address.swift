extension LiveSourceSettings {
  /// What makes the connections; nil for addresses that are replayed.
  func makeTransport() -> (any SourceTransport)? {
    let name = address.description
    switch address.kind {
    case .recordings, .scene: return nil
    case .standardInput: return StandardInputTransport()
    case .tcp(let host, let port): return ClientTransport(.tcp(host: host, port: port), name: name)
    case .unix(let path): return ClientTransport(.unix(path: path), name: name)
    case .tcpListening(let host, let port): return ListeningTransport(.tcp(host: host, port: port), name: name)
    case .unixListening(let path): return ListeningTransport(.unix(path: path), name: name)
    case .udp(let host, let port):
      return DatagramTransport(host: host, port: port, bufferByteCount: datagramBufferByteCount, name: name)
    case .zeroMQ(let endpoint, let topic): return PacketTransport(endpoint: endpoint, topic: topic)
    case .plugin(let library, let configuration):
      return PluginTransport(library: library, configuration: configuration)
    case .video(let device): return VideoTransport(path: device)
    }
  }
}
