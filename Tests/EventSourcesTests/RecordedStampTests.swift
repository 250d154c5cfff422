import EventFormats
import EventSources
import Events
import TestSupport
import Testing

/// What a recording says of the host's time reaches whoever reads it.
@Suite struct RecordedStampTests {
  /// An MCAP file with 3000 events 10 microseconds apart, in packets of 1 ms that are stamped with the sensor's time.
  private static func recording(in folder: TemporaryFolder) throws -> String {
    var encoder = MCAPEncoder(options: MCAPEncodingOptions(geometry: SensorGeometry(width: 64, height: 48)))
    let events = (0..<3000).map {
      Event(time: 50_000 + Int64($0) * 10, x: UInt16($0 % 64), y: UInt16($0 % 48), polarity: .on)
    }
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    try encoder.finish(into: &bytes)
    return try folder.write(bytes, to: "events.mcap")
  }

  /// All stamps, with indices that count from the first event read.
  private static func stamps(_ recording: inout AnyRecording, capacity: Int) throws -> [HostStamp] {
    var batch = EventBatch(capacity: capacity)
    var stamps: [HostStamp] = []
    var events = 0
    while try recording.read(into: &batch) {
      for var stamp in batch.stamps {
        stamp.index += events
        stamps.append(stamp)
      }
      events += batch.count
    }
    return stamps
  }

  @Test(arguments: [64, 1000, 16_384]) func everyPacketsStampIsGiven(capacity: Int) throws {
    let folder = try TemporaryFolder()
    var recording = try AnyRecording(path: try Self.recording(in: folder))
    let stamps = try Self.stamps(&recording, capacity: capacity)
    #expect(
      stamps
        == (0..<30).map {
          let time = 50_000 + Int64($0) * 1000
          return HostStamp(index: $0 * 100, sensorMicroseconds: time, hostNanoseconds: time * 1000)
        })
  }

  @Test(arguments: [64, 1000, 16_384]) func thePacketThatIsEnteredKeepsItsStamp(capacity: Int) throws {
    let folder = try TemporaryFolder()
    var recording = try AnyRecording(path: try Self.recording(in: folder))
    for (start, first) in [(55_300, 55_000), (56_000, 56_000)] as [(Int64, Int64)] {
      try recording.seek(toSensorTime: start)
      let stamps = try Self.stamps(&recording, capacity: capacity)
      let expected = stride(from: first, to: 80_000, by: 1000).map {
        HostStamp(index: max(0, Int($0 - start) / 10), sensorMicroseconds: $0, hostNanoseconds: $0 * 1000)
      }
      #expect(stamps == expected)
    }
  }
}
