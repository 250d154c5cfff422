import Detections
import Foundation
import Messages
import Pipeline
import Testing
import TestSupport

/// A reload changes what it has to and disturbs nothing else.
@Suite struct ServeReloadTests {
  /// The frames of a recording without service and reload, by the beginning of their windows.
  private static func undisturbed(_ folder: TemporaryFolder) throws -> [Int64: DetectionFrame] {
    let endpoint = folder.endpoint("undisturbed")
    let subscriber = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: endpoint))
    let replay = try CommandRun(
      "replay", "edge.dat", "--model", "net.model", "--engine", "adaptive", "--score", "0.05", "--speed", "max",
      "--camera", "still", "--publish", endpoint, "--wait-for-subscriber", "20s", in: folder)
    #expect(replay.status == 0, "\(replay.errors)")
    let frames = try subscriber.rest(untilSilentForMilliseconds: 500).frames["still"] ?? []
    return Dictionary(uniqueKeysWithValues: frames.map { ($0.windowStartMicroseconds, $0) })
  }

  @Test(arguments: [true, false]) func camerasThatItDoesNotChangeLoseNothing(bySignal: Bool) throws {
    let folder = try ReplayFiles.folder(events: 400_000)
    let expected = try Self.undisturbed(folder)
    #expect(expected.count == 400)
    let service = try RunningService(
      cameras: "  still: {source: edge.dat}\n  changed: {source: edge.dat}\n  gone: {source: edge.dat}\n", in: folder)
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber()
    var frames = try subscriber.frames(atLeast: 5, of: ["still", "changed", "gone"])
    let cameras =
      "  still: {source: edge.dat}\n  changed: {source: edge.dat, score: 0.3}\n  new: {source: edge.dat}\n"
    if bySignal {
      try RunningService.write(cameras: cameras, in: folder)
      service.command.send(SIGHUP)
      try service.waitToHear("RELOADING=1")
      try service.waitToHear("READY=1")
    } else {
      let run = try service.reload(cameras: cameras)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("changed: changed score; running") && run.output.contains("gone: removed"))
      #expect(run.output.contains("new: added; running") && !run.output.contains("still"))
    }
    for (camera, more) in try subscriber.frames(atLeast: 5, of: ["still", "new"]) {
      frames[camera, default: []] += more
    }
    #expect(try service.stop().status == 0)
    for (camera, more) in try subscriber.rest().frames { frames[camera, default: []] += more }

    let still = try #require(frames["still"])
    #expect(still.count >= 10 && still.areContiguous)
    // The stop has cut the last window short.
    for frame in still.dropLast() {
      var normal = frame
      let undisturbed = try #require(expected[frame.windowStartMicroseconds])
      normal.session = undisturbed.session
      normal.hostTimeNanoseconds = undisturbed.hostTimeNanoseconds
      normal.publishTimeNanoseconds = undisturbed.publishTimeNanoseconds
      #expect(try normal.protobuf() == undisturbed.protobuf())
    }
    let changed = try #require(frames["changed"])
    let sessions = changed.begunSessions
    #expect(sessions.count == 2, "a camera that was changed begins a new session, once")
    let second = Array(changed.drop { $0.session != sessions.last })
    #expect(second[0].sequence == 0 && second.allSatisfy { $0.detections.allSatisfy { $0.score >= 0.3 } })
  }

  @Test func aWrongConfigurationChangesNothing() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber()
    var frames = try subscriber.frames(atLeast: 3, of: ["a"])["a"] ?? []
    let misspelt = try service.reload(cameras: "  a: {source: edge.dat, scroe: 0.9}\n")
    #expect(misspelt.status == 78 && misspelt.output == "nothing was changed\n")
    #expect(misspelt.errors.contains("saccade.yaml:8: cameras.a.scroe: there is no key 'scroe'"), "\(misspelt.errors)")
    let noModel = try service.reload(cameras: "  a: {source: edge.dat, model: none.safetensors}\n")
    #expect(noModel.status == 78 && noModel.errors.contains("none.safetensors: cannot open"))
    try RunningService.write(cameras: "  a: {source: edge.dat}\n", service: "stop: {drain: 1s}", in: service.folder)
    let text = String(decoding: try service.folder.read("saccade.yaml"), as: UTF8.self)
    try service.folder.write(
      text.replacingOccurrences(of: "latest: none", with: "latest: tcp://127.0.0.1:*").utf8, to: "saccade.yaml")
    let restart = try service.control("reload")
    #expect(restart.status == 78 && restart.errors.contains("publish.latest: cannot be changed while the service runs"))
    frames += try subscriber.frames(atLeast: 3, of: ["a"])["a"] ?? []
    #expect(frames.count >= 6 && frames.areContiguous)
  }

  @Test func whatIsLiveDisturbsNothing() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber()
    var frames = try subscriber.frames(atLeast: 3, of: ["a"])["a"] ?? []
    let run = try service.reload(
      cameras: "  a: {source: edge.dat, restart: {maximum: 2min}, checkpoint: {period: 1s}}\n")
    #expect(run.status == 0 && run.output.contains("a: changed checkpoint.period, restart.maximum\n"), "\(run.output)")
    let again = try service.control("reload")
    #expect(again.status == 0 && again.output == "nothing has changed\n")
    frames += try subscriber.frames(atLeast: 3, of: ["a"])["a"] ?? []
    #expect(frames.count >= 6 && frames.areContiguous)
  }
}
