import EventFormats
import Events
import HDF5Files
import TestSupport
import Testing

@Suite struct DSECRoundTripTests {
  static func write(
    _ path: String, _ events: [Event], geometry: SensorGeometry? = nil,
    compression: DSECCompression = DSECCompression(), timeOffset: Int64? = nil
  ) throws(HDF5WriteError) {
    let writer = try DSECHDF5Writer(
      path: path, geometry: geometry, compression: compression, timeOffset: timeOffset)
    for start in stride(from: 0, to: events.count, by: 30000) {
      try writer.write(events[start..<min(start + 30000, events.count)].span)
    }
    try writer.finish()
  }

  @Test(arguments: DSECCompression.Compressor.allCases) func everyCompressorKeepsEvents(
    compressor: DSECCompression.Compressor
  ) throws {
    let folder = try TemporaryFolder()
    for count in [0, 1, 65535, 65536, 65537, 150_000] {
      let events = SampleEvents.lines(count, start: 1_700_000_000_000_000)
      try Self.write(
        folder.path("a.h5"), events, compression: DSECCompression(compressor: compressor, level: count % 9 + 1))
      let (reading, error) = Reading.throughWorker(folder.path("a.h5"))
      #expect(error == nil && reading.events == events)
      #expect(reading.statistics.skipped == 0)
      #expect(reading.description?.format == .dsecHDF5)
      #expect(reading.description?.geometry == nil)
    }
  }

  @Test func geometryAndOffsetComeBack() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.disordered(1000)
    try Self.write(folder.path("a.h5"), events, geometry: SensorGeometry(width: 640, height: 480))
    let reading = try Reading.inProcess(folder.path("a.h5"))
    #expect(reading.events == events)
    #expect(reading.description?.geometry == SensorGeometry(width: 640, height: 480))
    let smallest = events.map(\.time).min()
    #expect(reading.description?.metadata.first { $0.key == "t_offset" }?.value == smallest.map { "\($0)" })

    try Self.write(folder.path("b.h5"), events, timeOffset: 17)
    #expect(try Reading.inProcess(folder.path("b.h5")).events == events)
  }

  @Test func indexNamesTheFirstEventOfEachMillisecond() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(20000, start: 5_000_123)
    try Self.write(folder.path("a.h5"), events)
    let index = try Integers.values(of: folder.path("a.h5"), "/ms_to_idx")
    let offset = events[0].time
    #expect(index.first == 0)
    #expect(index.count == Int((events[19999].time - offset) / 1000) + 1)
    for (millisecond, event) in index.enumerated() {
      #expect(events.firstIndex { $0.time - offset >= Int64(millisecond) * 1000 } == Int(event))
    }
  }

  @Test func timesOutsideThirtyTwoBitsAreRefused() throws {
    let folder = try TemporaryFolder()
    let first = Event(time: 1000, x: 1, y: 2, polarity: .on)
    var last = first
    last.time += Int64(UInt32.max)
    try Self.write(folder.path("a.h5"), [first, last])
    #expect(try Reading.inProcess(folder.path("a.h5")).events == [first, last])
    last.time += 1
    #expect(throws: HDF5WriteError.self) { try Self.write(folder.path("a.h5"), [first, last]) }
    #expect(throws: HDF5WriteError.self) { try Self.write(folder.path("a.h5"), [first], timeOffset: 1001) }
  }
}
