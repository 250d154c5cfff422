import Foundation
import Synchronization
import TestSupport
import Testing
import ZeroMQ

import Pipeline

@Suite struct ClientAccessTests {
  @Test func clientsAreReadFromTheirCertificatesAndAgain() throws {
    let keys = try CurveFiles()
    let everything = try keys.add("monitor")
    _ = try keys.add("front", topics: "detections/front/ meta/front/")
    try "no certificate".write(to: keys.clients.appending(path: "notes.txt"), atomically: true, encoding: .utf8)
    let clients = try ClientAccess.clients(folder: keys.clients.path)
    #expect(clients.map(\.name) == ["front", "monitor"])
    #expect(clients.map(\.topics) == [["detections/front/", "meta/front/"], [""]])
    #expect(clients[1].key == everything.publicKey)
    let access = try keys.access()
    try Data("nonsense".utf8).write(to: keys.clients.appending(path: "bad.key"))
    let error = #expect(throws: PipelineError.self) { try access.reload() }
    #expect(error?.code == .configuration && error?.description.contains("bad.key") == true)
  }

  @Test func whatIsMissingIsAConfigurationError() throws {
    let keys = try CurveFiles()
    for (file, folder) in [("absent", keys.clients.path), (keys.service.path, "/nonexistent/clients")] {
      let error = #expect(throws: PipelineError.self) {
        try ClientAccess(keyFile: file, clientFolder: folder) { _ in }
      }
      #expect(error?.code == .configuration)
    }
  }
}

/// The certificates of a service and of its clients, in a folder of their own.
struct CurveFiles {
  let folder: TemporaryFolder
  /// The service's own.
  let pair: CurveKeyPair
  var service: URL { folder.url.appending(path: "service.key_secret") }
  var clients: URL { folder.url.appending(path: "clients") }

  init() throws {
    folder = try TemporaryFolder()
    pair = try CurveKeyPair.generate()
    try CurveCertificate(pair).write(path: service.path, overwrites: false)
    try FileManager.default.createDirectory(at: clients, withIntermediateDirectories: false)
  }

  /// Allows a new client.
  func add(_ name: String, topics: String? = nil) throws -> CurveKeyPair {
    let pair = try CurveKeyPair.generate()
    let certificate = CurveCertificate(pair, metadata: topics.map { [("topics", $0)] } ?? [])
    try certificate.withoutSecret.write(path: clients.appending(path: "\(name).key").path, overwrites: false)
    return pair
  }

  func access(
    onRefusal: @escaping @Sendable (ClientAccess.Refusal) -> Void = { _ in }
  ) throws -> ClientAccess {
    try ClientAccess(keyFile: service.path, clientFolder: clients.path, onRefusal: onRefusal)
  }
}
