import EventFormats
import EventSources
import Testing

@Suite struct SourceAddressTests {
  @Test(
    arguments: [
      ("drive_td.dat", .recordings(path: "drive_td.dat")), ("/data/drives", .recordings(path: "/data/drives")),
      ("-", .standardInput), ("sim:driving?seed=3", .scene("sim:driving?seed=3")),
      ("tcp://robot:5000", .tcp(host: "robot", port: 5000)), ("tcp://[::1]:5000", .tcp(host: "::1", port: 5000)),
      ("tcp-listen://*:5000", .tcpListening(host: nil, port: 5000)),
      ("tcp-listen://:0", .tcpListening(host: nil, port: 0)), ("unix:///run/c", .unix(path: "/run/c")),
      ("unix-listen:///run/c", .unixListening(path: "/run/c")),
      ("udp://0.0.0.0:3333", .udp(host: "0.0.0.0", port: 3333)),
      ("zmq://robot:7000", .zeroMQ(endpoint: "tcp://robot:7000", topic: "")),
      ("zmq://[::1]:7000?topic=cam/", .zeroMQ(endpoint: "tcp://[::1]:7000", topic: "cam/")),
      ("zmq+ipc:///run/c?topic=a", .zeroMQ(endpoint: "ipc:///run/c", topic: "a")),
      ("v4l2:/dev/video0", .video(device: "/dev/video0")),
      (
        "plugin:/opt/lib/libcam.so?serial=42&bias=3",
        .plugin(library: "/opt/lib/libcam.so", configuration: "serial=42&bias=3")
      ),
      ("plugin:lib.so", .plugin(library: "lib.so", configuration: "")),
    ] as [(String, SourceAddress.Kind)])
  func isRead(text: String, kind: SourceAddress.Kind) throws {
    let address = try SourceAddress(text)
    #expect(address.kind == kind && address.description == text && address.damage == nil)
  }

  @Test func damageStandsBefore() throws {
    let address = try SourceAddress("inject:lost=1e6,jump=2000,seed=9:tcp://robot:5000")
    #expect(address.kind == .tcp(host: "robot", port: 5000))
    let damage = try #require(address.damage)
    #expect(damage.meanDistances == [.lost: 1e6, .jump: 2000] && damage.seed == 9)
  }

  @Test func livenessFollowsTheKind() throws {
    #expect(try ["a.raw", "-", "sim:driving"].allSatisfy { try !SourceAddress($0).isLive })
    #expect(
      try ["tcp://a:1", "udp://*:1", "zmq://a:1", "v4l2:/dev/video0", "plugin:a.so", "unix://a"].allSatisfy {
        try SourceAddress($0).isLive
      })
  }

  @Test(arguments: [
    "", "tpc://robot:5000", "tcp://robot", "tcp://robot:", "tcp://robot:65536", "tcp://robot:0", "tcp://:5000",
    "tcp://*:5000", "tcp://::1:5000", "tcp://robot:-1", "udp://a:b", "unix://", "v4l2:video0", "plugin:", "zmq://*:1",
    "zmq://a:1?tpoic=x", "unix:///" + String(repeating: "a", count: 108), "inject:tcp", "inject:lost:tcp://a:1",
    "inject:lots=3:tcp://a:1", "inject:lost=0:tcp://a:1", "inject:lost=nan:tcp://a:1", "inject::tcp://a:1",
  ])
  func isRefusedWithWhatIsLegal(text: String) {
    let error = #expect(throws: EventSourceError.self) { try SourceAddress(text) }
    #expect(error?.code == .unsupported && error?.message.contains("egal") == true)
  }
}
