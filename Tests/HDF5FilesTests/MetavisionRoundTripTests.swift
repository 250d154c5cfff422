import EventFormats
import Events
import HDF5Files
import TestSupport
import Testing

@Suite struct MetavisionRoundTripTests {
  /// Writes a file in pieces.
  static func write(
    _ path: String, _ events: [Event], _ triggers: [TriggerEvent] = [], geometry: SensorGeometry? = nil,
    metadata: [StreamDescription.Entry] = [], fallback: MetavisionHDF5Writer.Fallback = .storeUncompressed
  ) throws(HDF5WriteError) -> Int {
    let writer = try MetavisionHDF5Writer(path: path, geometry: geometry, metadata: metadata, fallback: fallback)
    for start in stride(from: 0, to: events.count, by: 3000) {
      try writer.write(events[start..<min(start + 3000, events.count)].span)
    }
    try writer.write(triggers: triggers)
    try writer.finish()
    return writer.uncompressedChunks
  }

  @Test(arguments: [0, 1, 15, 16383, 16384, 16385, 50000]) func eventsComeBack(count: Int) throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(count)
    #expect(try Self.write(folder.path("a.hdf5"), events) == 0)
    let reading = try Reading.inProcess(folder.path("a.hdf5"))
    #expect(reading.events == events)
    #expect(reading.statistics.skipped == 0)
  }

  @Test func attributesComeBack() throws {
    let folder = try TemporaryFolder()
    let metadata = [
      StreamDescription.Entry(key: "serial_number", value: "00042"),
      StreamDescription.Entry(key: "note", value: "Süd ☀"),
      StreamDescription.Entry(key: "evt", value: "3.0"),
    ]
    _ = try Self.write(
      folder.path("a.hdf5"), SampleEvents.lines(10), geometry: SensorGeometry(width: 640, height: 480),
      metadata: metadata)
    let description = try Reading.inProcess(folder.path("a.hdf5")).description
    #expect(description?.geometry == SensorGeometry(width: 640, height: 480))
    #expect(description?.geometryOrigin == .header)
    let entries = description?.metadata.map { "\($0.key)=\($0.value)" }
    #expect(entries == ["geometry=640x480", "note=Süd ☀", "serial_number=00042", "version=1.0"])
  }

  @Test func triggersComeAmongTheirEvents() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(40000)
    let triggers = SampleEvents.triggers(among: events, step: 9)
    let late = TriggerEvent(time: 1 << 40, channel: 3, isRising: true)
    _ = try Self.write(folder.path("a.hdf5"), events, triggers + [late])
    let reader = try HDF5EventReader(path: folder.path("a.hdf5"))
    var batch = EventBatch(capacity: 5000)
    var given: [TriggerEvent] = []
    var hasMore = true
    while hasMore {
      batch.removeAll()
      hasMore = reader.read(into: &batch)
      if batch.count > 0 {
        let last = batch.events[batch.count - 1].time
        #expect(batch.triggers.allSatisfy { $0.time <= last })
      }
      given += batch.triggers
    }
    #expect(given == triggers + [late])
    #expect(reader.statistics.triggers == UInt64(triggers.count + 1))
  }

  @Test func triggersWithoutEventsComeBack() throws {
    let folder = try TemporaryFolder()
    let triggers = (0..<20000).map { index -> TriggerEvent in
      TriggerEvent(time: Int64(index), channel: UInt8(index % 256), isRising: index % 3 == 0)
    }
    _ = try Self.write(folder.path("a.hdf5"), [], triggers)
    let (reading, error) = Reading.throughWorker(folder.path("a.hdf5"))
    #expect(error == nil && reading.triggers == triggers && reading.events.isEmpty)
  }

  @Test func whatECFCannotHoldIsStoredUncompressed() throws {
    let folder = try TemporaryFolder()
    var wide = SampleEvents.lines(20000)
    wide[17000].x = 60000
    for events in [SampleEvents.disordered(40000), wide] {
      #expect(try Self.write(folder.path("a.hdf5"), events) > 0)
      let reading = try Reading.inProcess(folder.path("a.hdf5"))
      #expect(reading.events == events)
      #expect(throws: HDF5WriteError.self) {
        try Self.write(folder.path("b.hdf5"), events, fallback: .refuse)
      }
    }
    #expect(try Self.write(folder.path("a.hdf5"), wide) == 1)
    let disordered = try Reading.inProcess(folder.path("a.hdf5"))
    #expect(disordered.statistics.backwardSteps == 0)
  }

  @Test func stepsBackAreCountedAcrossChunks() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(16384, start: 1 << 40) + SampleEvents.lines(100, start: 5)
    #expect(try Self.write(folder.path("a.hdf5"), events) == 0)
    let reading = try Reading.inProcess(folder.path("a.hdf5"))
    #expect(reading.events == events && reading.statistics.backwardSteps == 1)
  }

  @Test func pixelsOutsideTheSensorAreSkipped() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(30000)
    let geometry = SensorGeometry(width: 300, height: 200)
    _ = try Self.write(folder.path("a.hdf5"), events, geometry: geometry)
    let inside = events.filter { geometry.contains(x: $0.x, y: $0.y) }
    let (reading, error) = Reading.throughWorker(folder.path("a.hdf5"))
    #expect(error == nil && reading.events == inside)
    #expect(reading.statistics[.outOfRange] == UInt64(events.count - inside.count))
    let first = events.firstIndex { !geometry.contains(x: $0.x, y: $0.y) }
    #expect(reading.statistics.firstOffset(of: .outOfRange) == first.map { UInt64($0) })
  }

  @Test func indexNamesTheFirstEventOfEachPeriod() throws {
    let folder = try TemporaryFolder()
    var events = SampleEvents.lines(30000, start: 123)
    // A gap of 51 periods.
    for index in 20000..<events.count { events[index].time += 102_345 }
    _ = try Self.write(folder.path("a.hdf5"), events)
    let entries = try IndexFile.entries(of: folder.path("a.hdf5"), "/CD/indexes")
    let start = events[0].time
    for (number, entry) in entries.enumerated() {
      let first = events.firstIndex { $0.time - start >= Int64(number) * 2000 }
      #expect(first.map { UInt64($0) } == entry.event)
      #expect(first.map { events[$0].time - start } == entry.time)
    }
    #expect(entries.count == Int((events[29999].time - start) / 2000) + 1)
    #expect(try IndexFile.offset(of: folder.path("a.hdf5"), "/CD/indexes") == "-\(start)")
  }

  @Test func hugeStepsInTimeDoNotFillTheFile() throws {
    let folder = try TemporaryFolder()
    let events = [0, 5000, 1 << 61].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    _ = try Self.write(folder.path("a.hdf5"), events)
    #expect(try Reading.inProcess(folder.path("a.hdf5")).events == events)
    #expect(try IndexFile.entries(of: folder.path("a.hdf5"), "/CD/indexes").map(\.event) == [0, 1, 1])
    #expect(try folder.read("a.hdf5").count < 1 << 20)
  }

  @Test func foldersThatAreNotThereAreReported() {
    let error = #expect(throws: HDF5WriteError.self) { try Self.write("/nowhere/at/all.hdf5", []) }
    #expect(error?.path == "/nowhere/at/all.hdf5")
    #expect(error?.description.contains("cannot create") == true)
  }
}
