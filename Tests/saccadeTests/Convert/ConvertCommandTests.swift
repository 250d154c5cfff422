import EventFormats
import Events
import Foundation
import Recording
import TestSupport
import Testing

@Suite struct ConvertCommandTests {
  private func digest(of path: String) throws -> String? {
    try CommandRun(arguments: ["inspect", path, "--json", "--digest"]).json()["sha256_canonical"] as? String
  }

  /// A recording on disk with what is known of it.
  private func sample(_ folder: TemporaryFolder, _ events: [Event] = SampleRecording.events()) throws -> String {
    let path = folder.path("sample.dat")
    try SampleRecording.dat(events).write(to: URL(filePath: path))
    return path
  }

  @Test(.enabled(if: SharedRecordings.arePresent, "shared/recordings is not beside the package"))
  func thereAndBackGivesTheSameDigest() throws {
    let folder = try TemporaryFolder()
    for (name, expected) in try SharedRecordings.expectations() {
      guard let digest = expected.sha256_canonical else { continue }
      for encoding in RecordingEncoding.all {
        let target = folder.path("\(name)-\(encoding.format.format.rawValue).\(encoding.format.fileExtensions[0])")
        let format = encoding.format.format.rawValue
        // What a format cannot hold, such as times since 1970, is refused and leaves no file.
        let there = try CommandRun(arguments: ["convert", SharedRecordings.path(name), target, "--to", format])
        guard there.status == 0 else {
          #expect(there.status == 65, "\(name) to \(format): \(there.errors)")
          #expect(!FileManager.default.fileExists(atPath: target))
          continue
        }
        #expect(try self.digest(of: target) == digest, "\(name) to \(format)")
      }
    }
  }

  @Test(arguments: RecordingEncoding.all.map(\.format.format)) func aSampleGoesThereAndBack(format: EventFormat) throws
  {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    let there = try CommandRun(arguments: ["convert", source, folder.path("there"), "--to", format.rawValue])
    #expect(there.status == 0, "\(there.errors)")
    // What the format does not hold must be said again.
    let holdsGeometry = RecordingEncoding.encoding(of: format)?.format.limits.holdsGeometry == true
    let back = try CommandRun(
      arguments: ["convert", folder.path("there"), folder.path("back.dat")]
        + (holdsGeometry ? [] : ["--geometry", SampleRecording.geometry.description]))
    #expect(back.status == 0, "\(back.errors)")
    #expect(try digest(of: folder.path("there")) == SampleRecording.digest(SampleRecording.events()))
    #expect(try Data(contentsOf: URL(filePath: folder.path("back.dat"))) == Data(contentsOf: URL(filePath: source)))
  }

  @Test func pipesWork() throws {
    let events = SampleRecording.events()
    let outcome = try CommandRun(arguments: ["convert", "-", "-", "--to", "dat"], input: SampleRecording.dat(events))
    #expect(outcome.status == 0)
    #expect(outcome.bytes == (try SampleRecording.dat(events)))
    #expect(outcome.errors.contains("standard output: 6 000 events"))
  }

  @Test func filtersChangeTheEventsAsTold() throws {
    let folder = try TemporaryFolder()
    let events = SampleRecording.events()
    let outcome = try CommandRun(
      arguments: [
        "convert", try sample(folder), folder.path("b.dat"), "--start", "50ms", "--duration", "100ms", "--roi",
        "8,4,32,40",
        "--polarity", "on", "--flip", "horizontal", "--rebase-time", "--shift-time", "7us", "--json",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let window = (events[0].time + 50_000)..<(events[0].time + 150_000)
    let kept = events.filter {
      window.contains($0.time) && (8..<40).contains($0.x) && (4..<44).contains($0.y) && $0.polarity == .on
    }
    let expected = kept.map { event in
      Event(time: event.time - kept[0].time + 7, x: 31 - (event.x - 8), y: event.y - 4, polarity: .on)
    }
    #expect(expected.count > 100)
    #expect(try digest(of: folder.path("b.dat")) == SampleRecording.digest(expected))
    let summary = try outcome.json()
    #expect(summary["events_read"] as? Int == 6_000)
    #expect(summary["events_written"] as? Int == expected.count)
    let dropped = try #require(summary["dropped"] as? [String: Int])
    #expect(Set(dropped.keys) == ["time", "region", "polarity"])
    #expect(dropped.values.reduce(0, +) == 6_000 - expected.count)
  }

  @Test func negativeShiftsAreTaken() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(
      arguments: ["convert", try sample(folder), folder.path("b.dat"), "--shift-time", "-1ms"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let expected = SampleRecording.events(origin: 0)
    #expect(try digest(of: folder.path("b.dat")) == SampleRecording.digest(expected))
  }

  @Test func whatTheTargetCannotHoldIsSaidBeforeWriting() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    let target = folder.path("b.dat")
    let early = try CommandRun(arguments: ["convert", source, target, "--shift-time", "-2s"])
    #expect(early.status == 65)
    #expect(early.errors.contains("-1999000 us") && early.errors.contains("Nothing was written"))
    let wide = try CommandRun(arguments: ["convert", source, target, "--geometry", "20000x20"])
    #expect(wide.status == 65)
    #expect(wide.errors.contains("20000x20") && wide.errors.contains("16384x16384"))
    let triggers = try CommandRun(arguments: ["convert", source, target, "--triggers", "keep"])
    #expect(triggers.status == 65)
    #expect(triggers.errors.contains("trigger"))
    #expect(try folder.names == ["sample.dat"])
  }

  @Test func existingFilesAreKeptWithoutForce() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    try Data("precious".utf8).write(to: URL(filePath: folder.path("b.dat")))
    let refused = try CommandRun(arguments: ["convert", source, folder.path("b.dat")])
    #expect(refused.status == 69)
    #expect(refused.errors.contains("--force"))
    #expect(try Data(contentsOf: URL(filePath: folder.path("b.dat"))) == Data("precious".utf8))
    let forced = try CommandRun(arguments: ["convert", source, folder.path("b.dat"), "--force"])
    #expect(forced.status == 0)
    #expect(try digest(of: folder.path("b.dat")) == SampleRecording.digest(SampleRecording.events()))
    #expect(try folder.names == ["b.dat", "sample.dat"])
  }

  @Test func aFailureHalfWayLeavesNoFile() throws {
    let folder = try TemporaryFolder()
    // From standard input nothing is known beforehand: a time that is shifted below 0 comes after 6000 that are not.
    var events = SampleRecording.events(origin: 2_000_000)
    events.append(Event(time: 0, x: 0, y: 0, polarity: .on))
    let outcome = try CommandRun(
      arguments: ["convert", "-", folder.path("b.dat"), "--shift-time", "-1s"], input: SampleRecording.dat(events))
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("-1000000"))
    #expect(try folder.names.isEmpty)
  }

  @Test func badUseHasItsExitStatus() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    try Data("no recording".utf8).write(to: URL(filePath: folder.path("text.dat")))
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      (["convert", folder.path("missing.dat"), folder.path("b.dat")], 66, "missing.dat"),
      (["convert", folder.path("text.dat"), folder.path("b.dat")], 65, "text.dat"),
      (["convert", source, folder.path("b.xyz")], 64, "--to"),
      (["convert", source, "-"], 64, "--to"),
      (["convert", source, source, "--force"], 64, "same file"),
      (["convert", source, folder.path("b.dat"), "--roi", "1,2,3"], 64, "--roi"),
      (["convert", source, folder.path("b.dat"), "--keep-coordinates"], 64, "--roi"),
      (["convert", source, folder.path("b.dat"), "--duration", "0"], 64, "--duration"),
      (["convert", source, "/no/such/folder/b.dat"], 69, "/no/such/folder/b.dat"),
      (["convert", source, "/dev/full"], 64, "--to"),
      (["convert", source, "/dev/full", "--to", "dat"], 69, "/dev/full"),
    ]
    for (arguments, status, part) in cases {
      let outcome = try CommandRun(arguments: arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(part), "\(arguments): \(outcome.errors)")
    }
    #expect(try folder.names == ["sample.dat", "text.dat"])
  }
}
