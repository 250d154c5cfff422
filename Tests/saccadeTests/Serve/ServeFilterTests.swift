import Foundation
import Pipeline
import TestSupport
import Testing

/// Filters and slots to compute of a service's cameras.
@Suite struct ServeFilterTests {
  @Test func filteredEventsAndHotPixelsAreTold() throws {
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, filters: {region: \"0,0,30x50\", hot_pixels: auto, hot_pixel_period: 100ms, "
        + "rate_limit: 20000}}\n  b: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    try service.command.wait { try service.status(of: "a")["hot_pixels"] as? Int == 0 }
    let status = try service.status(of: "a")
    let events = status["events"] as? [String: Int] ?? [:]
    #expect(events.count == 5)
    #expect(
      events["received"]
        == ["processed", "dropped", "filtered", "pending"].reduce(0) { $0 + (events[$1] ?? 0) })
    let filtered = status["filtered"] as? [String: Int] ?? [:]
    #expect(filtered.keys.sorted() == ["rate_limit", "region"])
    #expect(filtered.values.reduce(0, +) == events["filtered"])
    #expect(try service.status(of: "b")["filtered"] as? [String: Int] == [:])
    #expect(service.command.errors.contains("\"event\":\"hot_pixels\""), "\(service.command.errors)")
    let text = try HTTPExchange.get("/metrics", port: try service.port()).body
    for reason in ["region", "hot_pixels", "refractory", "support", "rate_limit"] {
      #expect(text.contains("saccade_events_filtered_total{camera=\"a\",reason=\"\(reason)\"}"))
    }
    #expect(text.contains("saccade_hot_pixels{camera=\"a\"} 0") && !text.contains("saccade_hot_pixels{camera=\"b\"}"))
  }

  @Test func hotPixelsArePrintedAsTheyCanBeGiven() throws {
    let folder = try ReplayFiles.folder(events: 200_000)
    try folder.write("# known\n7 3\n".utf8, to: "given.txt")
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, filters: {hot_pixels: given.txt}}\n  b: {source: edge.dat}\n", in: folder)
    try service.waitToHear("READY=1")
    try service.command.wait { try service.status(of: "a")["hot_pixels"] as? Int == 1 }
    #expect(try service.control("hot-pixels", "a").output == "7 3\n")
    let written = try service.control("hot-pixels", "a", "--output", folder.path("written.txt"))
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try folder.read("written.txt") == Array("7 3\n".utf8))
    #expect(try service.control("status").output.contains("a: 1 hot pixels are masked"))
    let off = try service.control("hot-pixels", "b")
    #expect(off.status == 78 && off.errors.contains("b knows no hot pixels"), "\(off.errors)")
    let unknown = try service.control("hot-pixels", "c")
    #expect(unknown.status == 78 && unknown.errors.contains("no camera 'c'"), "\(unknown.errors)")
  }

  @Test(arguments: [
    ("region: \"1,2,3\"", "cameras.a.filters.region: '1,2,3' is no X,Y,WIDTHxHEIGHT"),
    ("hot_pixels: nowhere.txt", "nowhere.txt: cannot open"),
    ("rate_limit: 0", "none or a whole number of 1...1000000000"),
    ("refractory: 5", "a time of 0s...10s"),
  ])
  func filtersThatCannotBeAreNamed(text: String, expected: String) throws {
    let folder = try ReplayFiles.folder()
    try RunningService.write(cameras: "  a: {source: edge.dat, filters: {\(text)}}\n", in: folder)
    let run = try CommandRun("check", "--config", "saccade.yaml", in: folder)
    #expect(run.status == 78 && run.errors.contains(expected), "\(run.errors)")
  }

  @Test func aReloadWithoutItsFileChangesNothing() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let run = try service.reload(cameras: "  a: {source: edge.dat, filters: {hot_pixels: nowhere.txt}}\n")
    #expect(run.status == 78 && run.errors.contains("nowhere.txt"), "\(run.errors)")
    #expect(try service.status(of: "a")["starts"] as? Int == 1)
  }

  @Test func camerasThatShareASlotAllPublishAndEndInTime() throws {
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, priority: 9}\n  b: {source: edge.dat}\n  c: {source: edge.dat, priority: 0}\n",
      service: "inference: {slots: 1}")
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber()
    let frames = try subscriber.frames(atLeast: 5, of: ["a", "b", "c"])
    for camera in ["a", "b", "c"] { #expect(frames[camera]?.areContiguous == true) }
    // The priority is taken up without a new session.
    let starts = try service.status(of: "c")["starts"] as? Int
    try RunningService.write(
      cameras: "  a: {source: edge.dat, priority: 9}\n  b: {source: edge.dat}\n  c: {source: edge.dat, priority: 7}\n",
      service: "inference: {slots: 1}", in: service.folder)
    let reload = try service.control("reload")
    #expect(reload.status == 0 && reload.output.contains("c: changed priority"), "\(reload.output)\(reload.errors)")
    #expect(try service.status(of: "c")["starts"] as? Int == starts)
    #expect(try service.stop().status == 0)
  }
}
