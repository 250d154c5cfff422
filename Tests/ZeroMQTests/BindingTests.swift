import Foundation
import TestSupport
import Testing
import ZeroMQ

/// What can be wrong with an endpoint, and that each problem is named with its remedy.
@Suite struct BindingTests {
  private func bindError(_ text: String, in context: ZeroMQContext) throws -> ZeroMQError? {
    let endpoint = try ZeroMQEndpoint(text)
    var socket = try ZeroMQSocket(.publish, in: context)
    let error = #expect(throws: ZeroMQError.self) { try socket.bind(to: endpoint) }
    #expect(error?.endpoint == text)
    #expect(error?.message.contains(text) == true)
    return error
  }

  @Test func portInUseNamesTheEndpointAndHowToFindTheProgram() throws {
    let context = try ZeroMQContext()
    var first = try ZeroMQSocket(.publish, in: context)
    try first.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:0"))
    let endpoint = try first.lastEndpoint()
    let error = try bindError(endpoint.description, in: context)
    #expect(error?.code == .addressInUse)
    guard case .tcp(_, let port?) = endpoint.address else { return }
    #expect(error?.remedy.contains("sport = :\(port)") == true)
  }

  @Test func portIsFreeAgainOnceItsSocketIsGone() throws {
    let context = try ZeroMQContext()
    var options = ZeroMQSocketOptions()
    options.lingerMilliseconds = 0
    var endpoint = try ZeroMQEndpoint("tcp://127.0.0.1:0")
    for _ in 0..<3 {
      // A context of its own, whose end waits until the socket is closed.
      var socket = try ZeroMQSocket(.publish, in: ZeroMQContext(), options: options)
      try socket.bind(to: endpoint)
      endpoint = try socket.lastEndpoint()
    }
    var socket = try ZeroMQSocket(.publish, in: context, options: options)
    try socket.bind(to: endpoint)
  }

  @Test func foreignAddressIsRefused() throws {
    // 192.0.2.0/24 is reserved for documentation: no machine has it.
    let context = try ZeroMQContext()
    #expect(try bindError("tcp://192.0.2.1:5555", in: context)?.code == .addressNotAvailable)
    #expect(try bindError("tcp://no-such-interface:5555", in: context)?.code == .addressNotAvailable)
  }

  @Test func missingFolderIsNamed() throws {
    #expect(try bindError("ipc:///no-such-folder/socket", in: ZeroMQContext())?.code == .missingFolder)
  }

  @Test func fileAtThePathIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.url.path)/recording.raw"
    try Data("precious".utf8).write(to: URL(filePath: path))
    #expect(try bindError("ipc://\(path)", in: ZeroMQContext())?.code == .notASocket)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    #expect(try bindError("ipc://\(folder.url.path)", in: ZeroMQContext())?.code == .notASocket)
  }

  @Test func socketOfARunningProgramIsNotTakenAway() throws {
    let folder = try TemporaryFolder()
    let endpoint = try ZeroMQEndpoint("ipc://\(folder.url.path)/socket")
    let context = try ZeroMQContext()
    var first = try ZeroMQSocket(.publishWithSubscriptions, in: context)
    try first.bind(to: endpoint)
    #expect(try bindError(endpoint.description, in: context)?.code == .addressInUse)
    // Subscribers still reach the first.
    var subscriber = try ZeroMQSocket(.subscribe, in: context)
    try subscriber.subscribe(to: "a")
    try subscriber.connect(to: endpoint)
    #expect(try first.receive(timeoutMilliseconds: 5000) == [[1, UInt8(ascii: "a")]])
  }

  @Test func socketLeftBehindByACrashIsReplaced() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.url.path)/socket"
    // What kill -9 leaves: a socket in the file system that nobody listens on.
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    close(descriptor)
    try #require(status == 0 && FileManager.default.fileExists(atPath: path))
    do {
      var socket = try ZeroMQSocket(.publish, in: ZeroMQContext())
      try socket.bind(to: ZeroMQEndpoint("ipc://\(path)"))
      #expect(FileManager.default.fileExists(atPath: path))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: ["tcp://127.0.0.1:0", "tcp://127.0.0.1:*", "tcp://*:5555"])
  func connectingNeedsAHostAndAPort(text: String) throws {
    var socket = try ZeroMQSocket(.subscribe, in: ZeroMQContext())
    let endpoint = try ZeroMQEndpoint(text)
    let error = #expect(throws: ZeroMQError.self) { try socket.connect(to: endpoint) }
    #expect(error?.code == .badEndpoint)
  }
}
