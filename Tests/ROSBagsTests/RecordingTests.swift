import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Real recordings of other people's cameras.
@Suite(.enabled(if: Bags.folder != nil, "needs ../shared/recordings beside the project"))
struct RecordingTests {
  struct Expectation: Decodable {
    var events: Int
    var first: [Int64]
    var last: [Int64]
    var sha256_canonical: String
  }

  static func expectation(_ name: String) throws -> Expectation {
    let data = try Data(contentsOf: URL(filePath: try Bags.path("expected.json")))
    let entries = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try JSONDecoder().decode(
      Expectation.self, from: JSONSerialization.data(withJSONObject: entries[name] ?? [:]))
  }

  @Test(arguments: [64, 1000, 65536]) func sqliteRecordingIsExact(capacity: Int) throws {
    let expected = try Self.expectation("eventpacket-evt3.db3")
    let reading = BagReading(try Bags.path("eventpacket-evt3.db3"), capacity: capacity)
    #expect(reading.error == nil)
    #expect(
      reading.contents
        == Bags.Contents(
          events: expected.events, sha256: expected.sha256_canonical, lost: 0, size: [1280, 720]))
    for (event, values) in [(reading.events.first, expected.first), (reading.events.last, expected.last)] {
      let event = try #require(event)
      #expect([event.time, Int64(event.x), Int64(event.y), Int64(event.polarity.rawValue)] == values)
    }
    // The file holds two triggers, as its payloads do that stand beside it as a RAW file.
    #expect(reading.triggers.count == 2 && reading.statistics.backwardSteps == 0)
    #expect(reading.description?.format == .rosbag2SQLite && reading.description?.variant == "evt3")
  }

  @Test func rawFileOfTheSamePayloadsGivesTheSame() throws {
    let reading = BagReading(try Bags.path("eventpacket-evt3.db3"))
    let raw = BagReading(try Bags.path("evt3-triggers-1280x720.raw"))
    #expect(reading.events == raw.events && reading.triggers == raw.triggers)
  }

  @Test func mcapRecordingIsExact() throws {
    // The digest is that of Tests/Python/ros_peers.py, which takes the messages apart with other software.
    let reading = BagReading(try Bags.path("eventpacket-evt3.mcap"))
    #expect(reading.error == nil)
    #expect(
      reading.contents
        == Bags.Contents(
          events: 571_266, sha256: "275b5afb43bdc8a18b4df5160af947ffcb5a3a05085483722f2b8ee1765309d5", lost: 0,
          size: [346, 260]))
    #expect(reading.statistics.skipped == 0 && reading.statistics.checksumMismatches == 0)
    #expect(reading.description?.format == .mcap && reading.description?.variant == "libcaer_cmp")
    #expect(reading.description?.metadata.map(\.value) == ["/event_camera/events", "camera"])
  }

  @Test func truncatedMCAPGivesAPrefix() throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: try Bags.path("eventpacket-evt3.mcap"))))
    let whole = BagReading(try Bags.path("eventpacket-evt3.mcap")).events
    let folder = try TemporaryFolder()
    for length in stride(from: 60_000, to: bytes.count, by: 397_331) {
      let reading = BagReading(try folder.write(bytes[..<length], to: "cut.mcap"))
      #expect(reading.error == nil && reading.statistics[.truncated] == 1, "\(length): \(reading.error?.message ?? "")")
      #expect(reading.events.count > length / 12 && whole.starts(with: reading.events))
    }
  }
}
