import Foundation
import Pipeline
import TestSupport
import Testing

/// Live cameras of the service: connected to again, with reasons, and without disturbing the others.
@Suite struct ServeLiveTests {
  @Test func aConnectionThatBreaksIsMadeAgainAndOthersDoNotNotice() throws {
    let folder = try ReplayFiles.folder(events: 1_500_000)
    let bytes = try ReplayFiles.recordingBytes(count: 30_000)
    let server = try SocketPeer(unix: folder.path("camera"))
    server.serve { client, number in
      // The first connections end in the middle of an event; the last one goes on.
      SocketPeer.send(bytes.prefix(number < 2 ? 100_003 : bytes.count), to: client, largest: 5000, seed: UInt64(number))
      if number >= 2 { SocketPeer.waitForClose(of: client) }
      return number < 2
    }
    let service = try RunningService(
      cameras: "  live: {source: 'unix://\(folder.path("camera"))', restart: {initial: 20ms, maximum: 50ms}}\n"
        + "  file: {source: edge.dat}\n", in: folder)
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber(camera: "file")
    let port = try service.port()
    try service.command.wait {
      let text = try HTTPExchange.get("/metrics", port: port).body
      return text.contains("saccade_source_connections_total{camera=\"live\"} 3")
    }
    // One pipeline from first to last: it is the connection that was lost.
    #expect(try service.status(of: "live")["starts"] as? Int == 1)
    let frames = try subscriber.frames(atLeast: 5, of: ["file"])["file"] ?? []
    #expect(frames.count >= 5 && frames.areContiguous)
    let result = try service.stop()
    #expect(result.status == 0 && !result.errors.contains("drain_incomplete"), "\(result.errors)")
  }

  @Test func aCameraThatIsNotThereIsNotReadyAndSaysWhy() throws {
    let service = try RunningService(
      cameras: "  live: {source: 'tcp://127.0.0.1:1', restart: {initial: 20ms, maximum: 50ms}}\n")
    try service.waitToHear("READY=1")
    try service.wait(for: "live", toBe: "connecting")
    let readiness = try HTTPExchange.get("/readyz", port: service.port())
    #expect(readiness.status == 503 && readiness.body.contains("live\tconnecting: "), "\(readiness.body)")
    #expect(try service.stop().status == 0)
  }
}
