import Foundation
import Messages
import Pipeline
import Testing
import TestSupport

/// `saccade control` with a service that runs.
@Suite struct ControlCommandTests {
  @Test func camerasArePausedResumedResetAddedAndRemoved() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n  b: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let table = try service.control("status")
    #expect(table.status == 0 && table.output.contains("a       running") && table.output.contains("b       running"))

    #expect(try service.control("pause", "a").output == "done\na: paused\n")
    try service.wait(for: "a", toBe: "paused")
    let windows = try service.status(of: "a")["windows"] as? Int
    #expect(try service.status(of: "b")["state"] as? String == "running")
    #expect(try service.status(of: "a")["windows"] as? Int == windows)
    #expect(try service.control("reset", "a").errors.contains("a has no pipeline now"))
    #expect(try service.control("resume", "a").status == 0)
    try service.wait(for: "a", toBe: "running")

    let subscriber = try service.subscriber(camera: "a")
    _ = try subscriber.frames(atLeast: 2, of: ["a"])
    #expect(try service.control("reset", "a").status == 0)
    // Those that were published before it come first.
    var frames: [DetectionFrame] = []
    while frames.count < 5_000, frames.last?.stateReset != true {
      frames += try subscriber.frames(atLeast: 1, of: ["a"])["a"] ?? []
    }
    #expect(frames.count > 1 && frames.last?.stateReset == true)
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.session == $1.session && $0.sequence + 1 == $1.sequence })

    let added = try service.control("add", "c", "source=edge.dat", "score=0.4")
    #expect(added.status == 0 && added.output.contains("c: added; running"), "\(added.output) \(added.errors)")
    // What was added stays when the file is read again.
    #expect(try service.control("reload").output == "nothing has changed\n")
    #expect(try service.control("remove", "b").output.contains("b: removed"))
    let status = try service.status()["cameras"] as? [[String: Any]] ?? []
    #expect(status.compactMap { $0["name"] as? String } == ["a", "c"])
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let unknown = try service.control("pause", "b")
    #expect(unknown.status == 78 && unknown.errors.contains("the cameras are a"))
    let misspelt = try service.control("add", "b", "sorce=edge.dat")
    #expect(misspelt.status == 78 && misspelt.errors.contains("did you mean 'cameras.b.source'?"))
    #expect(try service.control("add", "b", "score=2", "source=x").errors.contains("'2' is not legal"))
    #expect(try service.control("remove", "b").status == 78)
    let nobody = try CommandRun("control", "status", "--socket", service.folder.path("nowhere"))
    #expect(nobody.status == 69 && nobody.errors.contains("is the service running?"))
  }

  @Test func resultsAreJSONForPrograms() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let result = try service.control("pause", "a", "--json").json()
    #expect(result["ok"] as? Bool == true && (result["cameras"] as? [String: String])?["a"] == "paused")
  }
}
