import Testing
import ZeroMQ

@Suite struct ZeroMQEndpointTests {
  @Test(arguments: [
    ("tcp://127.0.0.1:5555", ZeroMQEndpoint.Address.tcp(host: "127.0.0.1", port: 5555)),
    ("tcp://*:5555", .tcp(host: "*", port: 5555)), ("tcp://eth0:*", .tcp(host: "eth0", port: nil)),
    ("tcp://*:0", .tcp(host: "*", port: nil)), ("tcp://[::1]:65535", .tcp(host: "[::1]", port: 65535)),
    ("tcp://camera.local:1", .tcp(host: "camera.local", port: 1)),
    ("ipc:///run/saccade/x", .ipc(path: "/run/saccade/x")),
    ("ipc://@abstract", .ipc(path: "@abstract")), ("inproc://a:b", .inproc(name: "a:b")),
  ])
  func readsLegalForms(text: String, address: ZeroMQEndpoint.Address) throws {
    let endpoint = try ZeroMQEndpoint(text)
    #expect(endpoint.address == address)
    #expect(endpoint.description == text)
  }

  @Test(arguments: [
    "", "tcp", "tcp:", "tcp://", "tcp://:5555", "tcp://127.0.0.1", "tcp://127.0.0.1:", "tcp://127.0.0.1:x",
    "tcp://127.0.0.1:65536", "tcp://127.0.0.1:99999", "tcp://127.0.0.1:-5", "tcp://127.0.0.1:+5", "tcp://::1:5555",
    "tcp://[::1:5555", "udp://127.0.0.1:5", "ws://*:1", "ipc://", "inproc://", "127.0.0.1:5555", "ipc:///tmp/a\u{0}b",
    "tcp://127.0.0.1:5555\n", "ipc:///" + String(repeating: "a", count: 107),
    "inproc://" + String(repeating: "a", count: 256),
  ])
  func refusesAnythingElseAndSaysWhatIsLegal(text: String) {
    let error = #expect(throws: ZeroMQError.self) { try ZeroMQEndpoint(text) }
    #expect(error?.code == .badEndpoint)
    #expect(error?.endpoint == text)
    #expect(error?.description.contains("tcp://HOST:PORT") == true)
  }
}
