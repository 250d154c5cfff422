import EventFormats
import Events
import Foundation
import TestSupport
import Testing

@Suite struct InspectCommandTests {
  @Test(.enabled(if: SharedRecordings.arePresent, "shared/recordings is not beside the package"))
  func realRecordingsAreAsExpected() throws {
    let expectations = try SharedRecordings.expectations()
    // Formats that are not read yet say so; every one that is read must be exact.
    var read = 0
    for (name, expected) in expectations.sorted(by: { $0.key < $1.key }) {
      let outcome = try CommandRun(arguments: ["inspect", SharedRecordings.path(name), "--json", "--digest"])
      if outcome.status == 65, outcome.errors.contains("formats that are read") {
        print("\(name): no format that is read")
        continue
      }
      #expect(outcome.status == 0, "\(name): \(outcome.errors)")
      let report = try outcome.json()
      read += 1
      guard let events = expected.events else { continue }
      #expect(report["events"] as? UInt64 == events, "\(name)")
      #expect(Self.event(report["first"]) == expected.first, "\(name)")
      #expect(Self.event(report["last"]) == expected.last, "\(name)")
      #expect(report["sha256_canonical"] as? String == expected.sha256_canonical, "\(name)")
      if let on = expected.on { #expect(report["on_events"] as? UInt64 == on, "\(name)") }
      if let steps = expected.backward_steps {
        #expect((report["backward_steps"] as? [String: Any])?["count"] as? UInt64 == steps, "\(name)")
      }
    }
    #expect(read >= 1)
  }

  private static func event(_ value: Any?) -> [Int64]? {
    guard let event = value as? [String: Any] else { return nil }
    let values = ["t", "x", "y", "p"].compactMap { (event[$0] as? NSNumber)?.int64Value }
    return values.count == 4 ? values : nil
  }

  @Test func reportsWhatIsInAFile() throws {
    let folder = try TemporaryFolder()
    var events = SampleRecording.events()
    events.append(Event(time: events[5_999].time + 400_000, x: 3, y: 4, polarity: .on))
    events.append(Event(time: events[5_999].time + 399_000, x: 63, y: 47, polarity: .on))
    let path = folder.path("a.dat")
    // Half a record at the end, which is skipped and counted.
    try (SampleRecording.dat(events) + Data([1, 2, 3])).write(to: URL(filePath: path))
    let outcome = try CommandRun(arguments: ["inspect", path, "--json", "--digest"])
    #expect(outcome.status == 0)
    let report = try outcome.json()
    #expect(report["format"] as? String == "dat")
    #expect(report["events"] as? Int == 6_002)
    #expect(report["on_events"] as? Int == 4_002)
    #expect(report["duration_us"] as? Int64 == events[6_000].time - events[0].time)
    #expect(report["sha256_canonical"] as? String == SampleRecording.digest(events))
    let geometry = try #require(report["geometry"] as? [String: Any])
    #expect(geometry["width"] as? Int == 64)
    #expect(geometry["origin"] as? String == "header")
    let steps = try #require(report["backward_steps"] as? [String: Any])
    #expect(steps["count"] as? Int == 1)
    #expect(steps["largest_us"] as? Int == 1_000)
    let gaps = try #require(report["gaps"] as? [String: Any])
    #expect(gaps["count"] as? Int == 1)
    #expect(gaps["longest_us"] as? Int == 400_000)
    let skipped = try #require((report["skipped"] as? [String: Any])?["truncated"] as? [String: Any])
    #expect(skipped["count"] as? Int == 1)
    #expect(skipped["first_offset"] as? Int == (try Data(contentsOf: URL(filePath: path)).count) - 3)
  }

  @Test func theTableAlignsAndNamesWhereTheGeometryIsFrom() throws {
    let data = try SampleRecording.dat(SampleRecording.events(), geometry: nil)
    let outcome = try CommandRun(arguments: ["inspect", "-"], input: data)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "standard input")
    #expect(lines.contains { $0.contains("64x48 (the smallest that holds all events") })
    let values = lines[1...].prefix { !$0.hasPrefix("  Header") }
    #expect(values.count > 8)
    // Labels end, and values begin, at the same column of each line.
    #expect(values.allSatisfy { Array($0)[17] == " " && Array($0)[18] != " " })
    let option = try CommandRun(arguments: ["inspect", "-", "--geometry", "100x80"], input: data)
    #expect(option.output.contains("100x80 (from --geometry)"))
  }

  @Test func aPlotIsAPicture() throws {
    let folder = try TemporaryFolder()
    let data = try SampleRecording.dat(SampleRecording.events())
    let outcome = try CommandRun(arguments: ["inspect", "-", "--plot", folder.path("a.png")], input: data)
    #expect(outcome.status == 0)
    let picture = try PictureOnDisk(path: folder.path("a.png"))
    #expect(picture.width > 600 && picture.height > 500)
    #expect(picture.colorCount > 20)
  }

  @Test func badInputHasItsExitStatus() throws {
    let folder = try TemporaryFolder()
    try Data("no recording".utf8).write(to: URL(filePath: folder.path("text.dat")))
    try Data().write(to: URL(filePath: folder.path("empty.dat")))
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      (["inspect", folder.path("missing.dat")], 66, "missing.dat"),
      (["inspect", folder.url.path], 66, "folder"),
      (["inspect", folder.path("text.dat")], 65, "text.dat"),
      (["inspect", folder.path("empty.dat")], 65, "empty.dat"),
      (["inspect"], 64, "recording"),
      (["inspect", "x.dat", "--gap", "soon"], 64, "--gap"),
      (["inspect", "x.dat", "--plot", "x.jpeg"], 64, ".png"),
      (["inspect", "x.dat", "--geometry", "0x5"], 64, "--geometry"),
    ]
    for (arguments, status, part) in cases {
      let outcome = try CommandRun(arguments: arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(part), "\(arguments): \(outcome.errors)")
      #expect(outcome.bytes.isEmpty)
    }
  }

  @Test func aPlotThatCannotBeWrittenEndsWith69() throws {
    let data = try SampleRecording.dat(SampleRecording.events())
    let outcome = try CommandRun(arguments: ["inspect", "-", "--plot", "/no/such/folder/a.png"], input: data)
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("/no/such/folder/a.png"))
    #expect(outcome.output.contains("Events"))
  }
}
