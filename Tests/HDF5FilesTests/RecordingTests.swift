import EventFormats
import Events
import Foundation
import HDF5Files
import Testing

/// Recordings written by the vendor's own encoder.
@Suite(.enabled(if: Recordings.folder != nil, "needs ../shared/recordings beside the project"))
struct RecordingTests {
  static let names = ["ecf-gen3-640x480.hdf5", "ecf-gen41-1280x720.hdf5", "ecf-noise-yxp.hdf5"]

  static func path(_ name: String) throws -> String { try #require(Recordings.folder).appending(path: name).path }

  @Test(arguments: names) func eventsAreExact(name: String) throws {
    let expected = try #require(try Recordings.expectation(of: name))
    let (reading, error) = Reading.throughWorker(try Self.path(name))
    #expect(error == nil)
    #expect(reading.events.count == expected.events)
    #expect(reading.statistics.events == UInt64(expected.events))
    #expect(reading.statistics.skipped == 0 && reading.statistics.backwardSteps == 0)
    for (event, values) in [(reading.events.first, expected.first), (reading.events.last, expected.last)] {
      let event = try #require(event)
      #expect([event.time, Int64(event.x), Int64(event.y), Int64(event.polarity.rawValue)] == values)
    }
    var digest = CanonicalDigest()
    digest.add(reading.events.span)
    #expect(digest.hexadecimal == expected.sha256_canonical)
    #expect(reading.description?.format == .metavisionHDF5)
    #expect(reading.description?.variant == "ecf")
  }

  @Test(arguments: [64, 1000, 16384, 65536, 100_000]) func sizeOfBatchesChangesNothing(capacity: Int) throws {
    let path = try Self.path(Self.names[2])
    let expected = try Reading.inProcess(path)
    #expect(try Reading.inProcess(path, capacity: capacity) == expected)
    let (reading, error) = Reading.throughWorker(path, capacity: capacity)
    #expect(error == nil && reading == expected)
  }

  @Test(arguments: names) func encoderWritesTheVendorsBytes(name: String) throws {
    let file = try HDF5File(reading: try Self.path(name))
    let dataset = try HDF5Dataset(opening: "/CD/events", in: file)
    var stored = ByteStore()
    var decoder = ECFDecoder()
    var batch = EventBatch(capacity: ECF.maximumEventCount)
    for start in stride(from: 0, to: dataset.count, by: ECF.usualEventCount) {
      let chunk = try #require(try dataset.readStoredChunk(at: start, into: &stored))
      let bytes = UnsafeRawBufferPointer(start: stored.base, count: chunk.size)
      batch.removeAll()
      try decoder.decode(bytes.bytes, into: &batch)
      var encoded: [UInt8] = []
      try ECFEncoder().encode(batch.events, into: &encoded)
      #expect(encoded == Array(bytes), "chunk at event \(start)")
    }
  }
}
