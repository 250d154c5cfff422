import Events
import Messages
import Testing

@Suite struct SourceStatusTests {
  static let status = SourceStatus(
    source: "cam1", session: 3, hostTimeNanoseconds: 4, state: .reconnecting, reason: "connection refused",
    sensorTimeMicroseconds: -5, events: 6, timesteps: 7, windows: 8, detections: 9, eventsPerSecond: 10.5,
    dropped: [.init(reason: "publish", messages: 11), .init(reason: "ingest", events: 12, timesteps: 13, windows: 14)],
    skipped: [.init(reason: "truncated", count: 15), .init(reason: "malformed", count: 16)],
    latency: .init(count: 17, p50Nanoseconds: 18, p99Nanoseconds: 19, maximumNanoseconds: 20))

  @Test func statusRoundTripsAndReasonsAreInOrder() throws {
    #expect(Self.status.dropped.map(\.reason) == ["ingest", "publish"])
    #expect(Self.status.skipped.map(\.reason) == ["malformed", "truncated"])
    #expect(try SourceStatus(protobuf: Self.status.protobuf()) == Self.status)
    #expect(try SourceStatus(json: Self.status.json()) == Self.status)
  }

  @Test func everyStateAndClockRoundTrips() throws {
    for state in SourceStatus.State.allCases {
      var status = Self.status
      status.state = state
      #expect(try SourceStatus(protobuf: status.protobuf()).state == state)
    }
    for stateMode in SourceMeta.StateMode.allCases {
      for clock in ClockSource.allCases {
        let meta = SourceMeta(
          source: "cam1", session: 1, geometry: SensorGeometry(width: 304, height: 240), model: 2, modelName: "nano",
          classes: ["car", "pedestrian"], inputGeometry: SensorGeometry(width: 320, height: 256),
          timestepMicroseconds: 50_000, timestepsPerWindow: 5, stride: 1, stateMode: stateMode,
          representation: "last-polarity", clock: clock, scoreThreshold: 0.25, producer: "saccade 0.1.0")
        #expect(try SourceMeta(protobuf: meta.protobuf()) == meta)
        #expect(try SourceMeta(json: meta.json()) == meta)
      }
    }
  }

  @Test func metaWithoutASizeIsRefused() {
    let error = #expect(throws: MessageError.self) { try SourceMeta(json: Array(#"{"width":304,"height":240}"#.utf8)) }
    #expect(error?.code == .badValue)
    #expect(error?.message.contains("input_width") == true)
  }
}
