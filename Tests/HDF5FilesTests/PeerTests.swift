import EventFormats
import Events
import Foundation
import HDF5Files
import TestSupport
import Testing

/// Files of other people's software, and what it reads from ours.
@Suite(.enabled(if: Peers.areAvailable, "needs h5py and hdf5plugin in .build/python-venv"))
struct PeerTests {
  @Test func everythingH5PyWritesIsRead() throws {
    let folder = try TemporaryFolder()
    let digests = try Peers.run(["write", folder.url.path], [String: String].self)
    #expect(digests.count > 20)
    for (name, digest) in digests {
      let (reading, error) = Reading.throughWorker(folder.path(name))
      #expect(error == nil, "\(name)")
      #expect(Self.digest(reading.events) == digest, "\(name)")
      #expect(reading.statistics.skipped == 0, "\(name)")
      let isDSEC = name.hasPrefix("dsec")
      #expect(reading.description?.geometry == (isDSEC ? nil : SensorGeometry(width: 640, height: 480)))
      if name.hasPrefix("metavision") {
        #expect(
          reading.triggers == [
            TriggerEvent(time: 5, channel: 0, isRising: true), TriggerEvent(time: 6, channel: 1, isRising: false),
            TriggerEvent(time: 7, channel: 6, isRising: true),
          ])
      }
    }
  }

  struct DSECFile: Decodable {
    var events: Int
    var sha256: String
    var index: Bool
    var types: [String: String]
    var size: [Int]
  }

  @Test(arguments: DSECCompression.Compressor.allCases) func h5pyReadsOurDSECFiles(
    compressor: DSECCompression.Compressor
  ) throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.disordered(150_000)
    try DSECRoundTripTests.write(
      folder.path("a.h5"), events, geometry: SensorGeometry(width: 640, height: 480),
      compression: DSECCompression(compressor: compressor))
    let file = try Peers.run(["dsec", folder.path("a.h5")], DSECFile.self)
    #expect(file.events == events.count)
    #expect(file.sha256 == Self.digest(events))
    #expect(file.index)
    #expect(file.types == ["x": "<u2", "y": "<u2", "t": "<u4", "p": "|u1"])
    #expect(file.size == [640, 480])
  }

  struct MetavisionFile: Decodable {
    var events: Int
    var chunk: Int
    var type: Bool
    var filters: [Int32]
    var masks: [UInt32]
    var attributes: [String: String]
    var triggers: [[Int64]]
    var trigger_type: Bool
    var index: [[Int64]]
    var offset: String
  }

  @Test func h5pyReadsOurMetavisionFiles() throws {
    let folder = try TemporaryFolder()
    var events = SampleEvents.lines(40000, start: 9)
    events[20000].time -= 1
    let triggers = SampleEvents.triggers(among: events, step: 1000)
    _ = try MetavisionRoundTripTests.write(
      folder.path("a.hdf5"), events, triggers, geometry: SensorGeometry(width: 640, height: 480))
    let file = try Peers.run(["metavision", folder.path("a.hdf5")], MetavisionFile.self)
    #expect(file.events == events.count && file.chunk == 16384 && file.type && file.trigger_type)
    #expect(file.filters == [36559])
    #expect(file.masks == [0, 1, 0])
    #expect(file.attributes == ["version": "1.0", "geometry": "640x480"])
    #expect(file.triggers == triggers.map { [$0.time, $0.isRising ? 1 : 0, Int64($0.channel)] })
    #expect(file.offset == "-\(events[0].time)")
    let first = try #require(file.index.first)
    #expect(first == [0, 0])
    #expect(file.index.count == Int((events[39999].time - events[0].time) / 2000) + 1)
  }

  private static func digest(_ events: [Event]) -> String {
    var digest = CanonicalDigest()
    digest.add(events.span)
    return digest.hexadecimal
  }
}
