import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Recordings that the mcap and rosbags libraries write, and what they read from ours.
@Suite(
  .enabled(
    if: Bags.arePeersAvailable && Bags.folder != nil,
    "needs mcap and rosbags in .build/python-venv and ../shared/recordings"))
struct PeerTests {
  @Test(arguments: ["none", "lz4", "zstd"]) func theirMCAPIsRead(compression: String) throws {
    let folder = try TemporaryFolder()
    let source = try Bags.path("eventpacket-evt3.mcap")
    try Bags.run(["copy", source, folder.path("a.mcap"), compression])
    let reading = BagReading(folder.path("a.mcap"))
    #expect(reading.error == nil)
    #expect(reading.contents == BagReading(source).contents)
    #expect(reading.statistics.skipped == 0 && reading.statistics.checksumMismatches == 0)
  }

  @Test(arguments: ["none", "bz2", "lz4"], ["eventpacket-evt3.mcap", "eventpacket-evt3.db3"])
  func theirBagsAreRead(compression: String, name: String) throws {
    let folder = try TemporaryFolder()
    let source = try Bags.path(name)
    try Bags.run(["copy", source, folder.path("a.bag"), compression])
    let reading = BagReading(folder.path("a.bag"))
    let original = BagReading(source)
    #expect(reading.error == nil)
    #expect(reading.contents == original.contents && reading.triggers == original.triggers)
    #expect(reading.statistics[.truncated] == 0 && reading.statistics[.malformed] == 0)
    #expect(reading.description?.format == .rosbag1)
  }

  @Test(arguments: MCAPCompression.allCases, [0, 1_600_000_000_000_000] as [Int64])
  func theyReadOurMCAP(compression: MCAPCompression, shift: Int64) throws {
    let folder = try TemporaryFolder()
    var events = BagReading(try Bags.path("eventpacket-evt3.db3")).events
    for index in events.indices { events[index].time += shift }
    var encoder = MCAPEncoder(
      options: MCAPEncodingOptions(geometry: SensorGeometry(width: 1280, height: 720), compression: compression))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    try encoder.finish(into: &bytes)
    let path = try folder.write(bytes, to: "a.mcap")
    let reading = BagReading(path)
    #expect(reading.events == events)
    // They check the checksums of chunks and summary, and use the index.
    #expect(try Bags.peersRead(path) == reading.contents)
    #expect(String(decoding: try Bags.run(["definition", path]), as: UTF8.self) == "true\n")
  }

  @Test func theyReadTheRealRecordingsAlike() throws {
    for name in ["eventpacket-evt3.mcap", "eventpacket-evt3.db3"] {
      let path = try Bags.path(name)
      #expect(try Bags.peersRead(path) == BagReading(path).contents)
    }
  }
}
