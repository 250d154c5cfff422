import EventFormats
import Events
import TestSupport
import Testing

/// Filters of replay and convert, which are the same.
@Suite struct ReplayFilterTests {
  /// The recording of `ReplayFiles` with a pixel that has an event every 100 microseconds.
  private static func folder() throws -> TemporaryFolder {
    let folder = try ReplayFiles.folder()
    var events: [Event] = []
    for index in 0..<8_000 {
      let time = 1_000 + Int64(index) * 20
      events.append(
        Event(
          time: time, x: UInt16(index / 40 % 60), y: UInt16(index * 7 % 50), polarity: index % 3 == 0 ? .off : .on))
      if index % 5 == 0 { events.append(Event(time: time, x: 44, y: 2, polarity: .on)) }
    }
    var encoder = DATEncoder(options: .init(geometry: ReplayFiles.geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    try folder.write(bytes, to: "hot.dat")
    return folder
  }

  private static let filters = [
    "--roi", "0,0,50x50", "--hot-pixels", "auto", "--hot-pixel-period", "40ms", "--refractory", "30us", "--support",
    "1ms",
    "--rate-limit", "30000",
  ]

  @Test func everyFilterCountsWhatItDrops() throws {
    let folder = try Self.folder()
    let arguments =
      ["replay", "hot.dat", "--json", "--hot-pixels-out", "hot.txt"] + Self.filters + ReplayCommandTests.unpublished
    let run = try CommandRun(arguments: arguments, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let summary = try ReplaySummaryJSON(run.output)
    #expect(summary.events == 9_600 && summary.hot_pixels == 1)
    #expect(Set(summary.filtered.keys).isSuperset(of: ["region", "hot_pixels", "support", "rate_limit"]))
    #expect(summary.dropped.values.allSatisfy { $0.events == 0 })
    #expect(try folder.read("hot.txt") == Array("44 2\n".utf8))
    let table = try CommandRun(
      arguments: ["replay", "hot.dat"] + Self.filters + ReplayCommandTests.unpublished, in: folder)
    #expect(table.output.contains("hot pixels") && table.output.contains("support"), "\(table.output)")
  }

  @Test func convertLetsTheSamePass() throws {
    let folder = try Self.folder()
    let filtered = try CommandRun(
      arguments: ["replay", "hot.dat", "--json", "--boxes", "filtered.npy"] + Self.filters
        + ReplayCommandTests.unpublished, in: folder)
    #expect(filtered.status == 0, "\(filtered.errors)")
    let convert = try CommandRun(
      arguments: ["convert", "hot.dat", "passed.dat", "--keep-coordinates", "--json"] + Self.filters, in: folder)
    #expect(convert.status == 0, "\(convert.errors)")
    let counts = try convert.json()["dropped"] as? [String: Int]
    let summary = try ReplaySummaryJSON(filtered.output)
    #expect(counts?.mapValues { UInt64($0) } == summary.filtered)
    let plain = try CommandRun(
      arguments: ["replay", "passed.dat", "--json", "--boxes", "plain.npy"] + ReplayCommandTests.unpublished, in: folder
    )
    #expect(plain.status == 0)
    #expect(try folder.read("plain.npy") == folder.read("filtered.npy"))
    #expect(try ReplaySummaryJSON(plain.output).detections > 0)
  }

  @Test func pixelsThatWereFoundCanBeGiven() throws {
    let folder = try Self.folder()
    try folder.write("44 2\n".utf8, to: "hot.txt")
    let run = try CommandRun(
      arguments: ["replay", "hot.dat", "--json", "--hot-pixels", "hot.txt"] + ReplayCommandTests.unpublished, in: folder
    )
    #expect(run.status == 0, "\(run.errors)")
    // Some events of the edge are of this pixel, too.
    let filtered = try ReplaySummaryJSON(run.output).filtered
    #expect(filtered.keys.sorted() == ["hot_pixels"] && (1_600..<1_700).contains(filtered["hot_pixels"] ?? 0))
  }

  @Test func convertNeedsTheSensorsSizeForNoise() throws {
    let folder = try TemporaryFolder()
    try folder.write("t,x,y,p\n1,2,3,1\n2,2,4,0\n".utf8, to: "plain.csv")
    let run = try CommandRun("convert", "plain.csv", "o.dat", "--support", "1ms", in: folder)
    #expect(run.status == 64 && run.errors.contains("--geometry"), "\(run.errors)")
    #expect(
      try CommandRun("convert", "plain.csv", "o.dat", "--support", "1ms", "--geometry", "8x8", in: folder).status == 0)
  }
}
