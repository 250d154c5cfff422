import EventFormats
import Events
import Testing

@Suite struct TextEncoderTests {
  static let geometry = SensorGeometry(width: 346, height: 260)

  @Test func whatItWritesIsReadBack() throws {
    var events = DecoderChecks.events(
      count: 3000, geometry: Self.geometry, start: 1_700_000_000_000_000, seed: 1, disorder: true)
    let extremes = [
      Event(time: .max / 1000, x: 0, y: 0, polarity: .on), Event(time: -1, x: 345, y: 259, polarity: .off),
      Event(time: -5_000_001, x: 1, y: 2, polarity: .off), Event(time: 0, x: 1, y: 2, polarity: .off),
    ]
    events += extremes
    for unit in TimeUnit.allCases {
      for separator in TextOptions.Separator.allCases {
        for (columns, hasHeader) in [
          ("t,x,y,p", true), ("x,y,p,t", true), ("p,-,t,y,-,x", true), ("t,x,y,p", false),
        ] {
          let list = try #require(EventColumn.list(parsing: columns))
          let encoder = TextEncoder(
            options: .init(
              columns: list, separator: separator, timeUnit: unit, hasHeader: hasHeader, geometry: Self.geometry,
              writesGeometry: true))
          let bytes = try DecoderChecks.encode(events, pieceSize: 700, by: encoder)
          let options = hasHeader ? TextOptions() : TextOptions(columns: list, timeUnit: unit)
          let outcome = DecodingOutcome(TextDecoder(options: options), of: bytes)
          #expect(outcome.error == nil && outcome.events == events, "\(unit) \(separator) \(columns)")
          #expect(outcome.description?.geometry == Self.geometry && outcome.statistics.skipped == 0)
        }
      }
    }
  }

  @Test func writesLinesAsPeopleDo() throws {
    let events = [Event(time: 1_000_002, x: 3, y: 4, polarity: .on), Event(time: -5, x: 0, y: 0, polarity: .off)]
    for (options, text) in [
      (TextEncoder.Options(), "t,x,y,p\n1000002,3,4,1\n-5,0,0,0\n"),
      (.init(separator: .whitespace, timeUnit: .seconds, hasHeader: false), "1.000002 3 4 1\n-0.000005 0 0 0\n"),
      (.init(timeUnit: .milliseconds), "t[ms],x,y,p\n1000.002,3,4,1\n-0.005,0,0,0\n"),
      (.init(timeUnit: .nanoseconds, hasHeader: false), "1000002000,3,4,1\n-5000,0,0,0\n"),
      (
        .init(columns: [.x, .y, .polarity, .time], hasHeader: false, geometry: Self.geometry, writesGeometry: true),
        "%geometry:346,260\n3,4,1,1000002\n0,0,0,-5\n"
      ),
    ] {
      let bytes = try DecoderChecks.encode(events, by: TextEncoder(options: options))
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    let outside = [Event(time: 1, x: 346, y: 0, polarity: .on)]
    let error = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode(outside, by: TextEncoder(options: .init(geometry: Self.geometry)))
    }
    #expect(error?.message.contains("x 346, y 0") == true)
    let columns = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode([], by: TextEncoder(options: .init(columns: [.time])))
    }
    #expect(columns?.code == .notRepresentable)
    let triggers = [TriggerEvent(time: 77, channel: 0, isRising: true)]
    let trigger = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode([], triggers: triggers, by: TextEncoder())
    }
    #expect(trigger?.message.contains("77") == true)
  }
}
