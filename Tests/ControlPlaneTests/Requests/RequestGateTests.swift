import ControlPlane
import TestSupport
import Testing

/// Who may ask for what, by where the request comes in.
@Suite struct RequestGateTests {
  private static let token = "0123456789abcdef"

  private static func status(
    _ method: String, _ target: String, on listener: ListenerKind, host: String? = "localhost",
    bearing token: String? = nil, knows: Bool = true, isInsecure: Bool = false
  ) -> Int? {
    let gate = RequestGate(token: knows ? AccessToken(Self.token) : nil, hosts: ["robot.lan"], isInsecure: isInsecure)
    let head = RequestHead(
      method: method, target: target, host: host, authorization: token.map { "Bearer \($0)" })
    return gate.refusal(head, on: listener)?.status
  }

  @Test func theOwnerOfTheUnixSocketMayDoEverything() {
    #expect(Self.status("POST", "/control/reload", on: .unixSocket, host: nil) == nil)
  }

  @Test func thisMachineReadsFreelyAndControlsWithTheToken() {
    #expect(Self.status("GET", "/metrics", on: .loopback) == nil)
    #expect(Self.status("POST", "/control/reload", on: .loopback) == 401)
    #expect(Self.status("POST", "/control/reload", on: .loopback, bearing: Self.token) == nil)
    #expect(Self.status("POST", "/control/reload", on: .loopback, knows: false) == 403)
    #expect(Self.status("POST", "/control/reload", on: .loopback, knows: false, isInsecure: true) == 403)
  }

  @Test func otherMachinesNeedTheTokenForAllButHealth() {
    #expect(Self.status("GET", "/metrics", on: .network) == 401)
    #expect(Self.status("GET", "/metrics", on: .network, bearing: Self.token) == nil)
    #expect(Self.status("GET", "/livez", on: .network) == nil && Self.status("GET", "/readyz?x", on: .network) == nil)
    #expect(Self.status("POST", "/livez", on: .network) == 401)
    #expect(Self.status("GET", "/metrics", on: .network, knows: false, isInsecure: true) == nil)
    // A token that exists is asked for, whatever else is said.
    #expect(Self.status("GET", "/metrics", on: .network, isInsecure: true) == 401)
  }

  @Test func thePageItselfIsForEverybodyAndWhatItShowsIsNot() {
    #expect(Self.status("GET", "/", on: .network) == nil)
    #expect(Self.status("GET", "/settings", on: .network) == 401)
    #expect(Self.status("GET", "/view?camera=a", on: .network) == 401)
    #expect(Self.status("GET", "/", on: .network, host: "evil.example") == 421)
  }

  @Test func onlyItsOwnPagesMayOpenAConnection() {
    func status(_ origin: String?, on listener: ListenerKind = .loopback, bearing token: String? = nil) -> Int? {
      let gate = RequestGate(token: AccessToken(Self.token), hosts: ["robot.lan"], isInsecure: false)
      let head = RequestHead(
        method: "GET", target: "/view?camera=a", host: "localhost", authorization: token.map { "Bearer \($0)" })
      return gate.refusal(opening: head, origin: origin, on: listener)?.status
    }
    for origin in [nil, "http://localhost:8080", "http://127.0.0.1", "https://robot.lan", "http://[::1]:8080"] {
      #expect(status(origin) == nil, "\(String(describing: origin))")
    }
    for origin in ["http://evil.example", "null", "", "http://localhost.evil.example", "file://"] {
      #expect(status(origin) == 403, "\(origin)")
      #expect(status(origin, on: .unixSocket) == nil)
    }
    func fileStatus(hosts: Set<String>) -> Int? {
      let gate = RequestGate(token: nil, hosts: hosts, isInsecure: false)
      let head = RequestHead(method: "GET", target: "/foxglove", host: "localhost")
      return gate.refusal(opening: head, origin: "File://", on: .loopback)?.status
    }
    #expect(fileStatus(hosts: ["robot.lan"]) == 403 && fileStatus(hosts: ["file://"]) == nil)
    #expect(status("http://localhost", on: .network) == 401)
    #expect(status("http://localhost", on: .network, bearing: Self.token) == nil)
  }

  @Test(arguments: [nil, "", "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"])
  func otherNamesAreTurnedAway(host: String?) {
    #expect(Self.status("GET", "/livez", on: .loopback, host: host, bearing: Self.token) == 421)
  }

  @Test(arguments: ["localhost:8080", "LocalHost", "127.0.0.1", "[::1]:80", "[::1]", "robot.lan:8080", "ROBOT.lan"])
  func itsOwnNamesAreKnown(host: String) { #expect(Self.status("GET", "/livez", on: .loopback, host: host) == nil) }

  @Test(arguments: ["", "0123456789abcde", "0123456789abcdeF", "0123456789abcdef0", "0123456789abcdef0123456789abcdef"])
  func wrongTokensAreRefused(token: String) {
    #expect(!AccessToken(Self.token).isBorne(by: "Bearer \(token)"))
    #expect(!AccessToken(Self.token).isBorne(by: token))
    #expect(!AccessToken(Self.token).isBorne(by: nil))
    #expect(AccessToken(Self.token).isBorne(by: "bearer \(Self.token)"))
  }

  @Test func aTokenIsReadFromItsFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("\n \(Self.token) \n".utf8, to: "token")
    #expect(try AccessToken(path: folder.path("token")).isBorne(by: "Bearer \(Self.token)"))
    try folder.write("short\n".utf8, to: "short")
    for name in ["short", "missing"] {
      let error = #expect(throws: ControlPlaneError.self) { try AccessToken(path: folder.path(name)) }
      #expect(error?.code == .configuration && error?.description.contains(name) == true)
    }
  }
}
