import EventFormats
import Events
import Testing

/// What holds for every format in the table.
@Suite struct EventEncodingTests {
  private static let geometry = SensorGeometry(width: 64, height: 48)

  private static let events = (0..<500).map { (number: Int) in
    let polarity: Polarity = number % 3 == 0 ? .on : .off
    return Event(time: Int64(number) * 7, x: UInt16(number * 13 % 64), y: UInt16(number * 5 % 48), polarity: polarity)
  }

  private static let options = {
    var options = EncodingOptions(geometry: geometry)
    options.canReviseHeader = true
    return options
  }()

  @Test func everyFormatStandsThereOnce() {
    let formats = EventEncoding.all.map(\.format.format)
    #expect(Set(formats).count == formats.count)
    #expect(formats.contains(.dat))
  }

  @Test(arguments: EventEncoding.all.indices) func namesAreUsable(index: Int) {
    let format = EventEncoding.all[index].format
    #expect(!format.name.isEmpty)
    #expect(!format.fileExtensions.isEmpty)
    for name in format.fileExtensions { #expect(name == name.lowercased() && !name.hasPrefix(".")) }
  }

  @Test(arguments: EventEncoding.all.indices) func whatIsWrittenIsReadBack(index: Int) throws {
    let encoding = EventEncoding.all[index]
    var encoder = try encoding.makeEncoder(options: Self.options)
    var bytes: [UInt8] = []
    try encoder.encode(Self.events.span, into: &bytes)
    try encoder.finish(into: &bytes)
    if let header = (encoder as? any HeaderRevisingEncoder)?.revisedHeader {
      bytes.replaceSubrange(..<header.count, with: header)
    }
    let format = try #require(try FormatDetection.format(of: bytes.span.bytes, isAll: true))
    let outcome = DecodingOutcome(format.makeDecoder(), of: bytes)
    #expect(outcome.description?.format == encoding.format.format)
    #expect(outcome.error == nil)
    #expect(outcome.events == Self.events)
    #expect(outcome.statistics.skipped == 0)
    if encoding.format.limits.holdsGeometry { #expect(outcome.description?.geometry == Self.geometry) }
  }

  @Test(arguments: EventEncoding.all.indices) func coordinatesBeyondTheLimitAreRefused(index: Int) throws {
    let encoding = EventEncoding.all[index]
    let limits = encoding.format.limits
    guard limits.largestX < .max, !limits.needsGeometry else { return }
    func encode(x: UInt16) throws(EventFormatError) {
      var encoder = try encoding.makeEncoder(options: EncodingOptions())
      var bytes: [UInt8] = []
      let events = [Event(time: 0, x: x, y: 0, polarity: .on)]
      try encoder.encode(events.span, into: &bytes)
      try encoder.finish(into: &bytes)
    }
    try encode(x: limits.largestX)
    #expect(throws: EventFormatError.self) { try encode(x: limits.largestX + 1) }
  }
}
