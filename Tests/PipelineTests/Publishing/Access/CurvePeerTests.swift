import Foundation
import Messages
import TestSupport
import Testing
import ZeroMQ

import Pipeline

/// Certificates and subscribers of pyzmq.
@Suite(.enabled(if: PythonProcess.isAvailable, "needs the Python environment: run Tests/Python/setup"))
struct CurvePeerTests {
  private static let script = "Tests/Python/curve_peer.py"

  /// A service with two clients, one of which may receive one camera only, and the certificates of all in a folder.
  private struct Setting {
    let keys: CurveFiles
    let access: ClientAccess
    let publisher: ZeroMQPublisher

    init() throws {
      keys = try CurveFiles()
      let folder = keys.folder.url
      for name in ["whole", "limited"] {
        _ = try PythonProcess(CurvePeerTests.script, ["make", folder.path, name]).finish()
      }
      try FileManager.default.copyItem(
        at: folder.appending(path: "whole.key"), to: keys.clients.appending(path: "whole.key"))
      var limited = try CurveCertificate(path: folder.appending(path: "limited.key").path)
      limited.metadata = [("topics", "detections/cam2/")]
      try limited.write(path: keys.clients.appending(path: "limited.key").path, overwrites: false)
      try CurveCertificate(keys.pair).withoutSecret.write(
        path: folder.appending(path: "server.key").path, overwrites: false)
      access = try keys.access()
      var settings = ZeroMQPublisherSettings(framesPerSecond: 100)
      settings.streamEndpoint = "tcp://127.0.0.1:0"
      settings.latestEndpoint = nil
      settings.lingerMilliseconds = 0
      publisher = try ZeroMQPublisher(settings, access: access)
    }

    func start(_ client: String, _ arguments: [String]) throws -> PythonProcess {
      let folder = keys.folder.url
      return try PythonProcess(
        CurvePeerTests.script,
        [
          "receive", try #require(publisher.streamEndpoint).description, folder.appending(path: "server.key").path,
          folder.appending(path: "\(client).key_secret").path,
        ] + arguments)
    }

    /// Publishes frames of two cameras for as long as a process runs, and takes what it has counted.
    func counts(of processes: [PythonProcess]) throws -> [[String: Int]] {
      var sequence: UInt64 = 0
      while processes.contains(where: \.isRunning) {
        for source in ["cam1", "cam2"] { try publisher.publish(Frames.frame(sequence: sequence, source: source)) }
        sequence += 1
        usleep(5000)
      }
      return try processes.map { try JSONDecoder().decode([String: Int].self, from: try $0.finish()) }
    }
  }

  @Test func certificatesAndSubscribersOfPyzmqWorkWithOurs() throws {
    let setting = try Setting()
    let found = try setting.counts(of: [
      try setting.start("whole", ["--subscribe", ""]),
      try setting.start("limited", ["--subscribe", "", "--subscribe", "detections/"]),
    ])
    #expect(Set(found[0].keys).isSuperset(of: ["detections/cam1/", "detections/cam2/"]))
    #expect(found[1].keys.sorted() == ["detections/cam2/"])
    setting.publisher.finish()
  }

  @Test func whatNoSubscriberSendsGivesNobodyWhatIsNotTheirs() throws {
    let setting = try Setting()
    let bad = try setting.start(
      "limited", ["--subscribe", "detections/", "--misbehave", "--seconds", "4"])
    let good = try setting.start("whole", ["--subscribe", "detections/cam1/"])
    let found = try setting.counts(of: [bad, good])
    #expect(Set(found[0].keys).isSubset(of: ["detections/cam2/"]))
    #expect(found[1].keys.sorted() == ["detections/cam1/"])
    setting.publisher.finish()
  }
}
