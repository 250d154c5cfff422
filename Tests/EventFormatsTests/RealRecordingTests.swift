import EventFormats
import Events
import Testing

/// Recordings of other people's software, found by their content and decoded to what independent decoders agree on.
@Suite struct RealRecordingTests {
  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: [
      ("davis346.aedat4", EventFormat.aedat4, "lz4"), ("dvs-320x240.es", .eventStream, "2.0.0 DVS"),
      ("nmnist.bin", .atisBinary, ""), ("pedro-person-1.npy", .numpy, "<i8 columns t,x,y,p"),
      ("ncars-atis_td.dat", .dat, "version 2, type 0x00"),
    ])
  func givesWhatIsExpected(name: String, format: EventFormat, variant: String) throws {
    let expected = try SharedRecordings.expectation(name)
    let bytes = try SharedRecordings.bytes(name)
    let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
    #expect(found == format)
    let decoder = format.makeDecoder()
    for (size, capacity) in [(bytes.count, 16_384), (4096, 64), (7, 1000), (65_536, 64)] {
      let outcome = DecodingOutcome(
        decoder, of: bytes, cuts: stride(from: 0, to: bytes.count, by: size), capacity: capacity)
      #expect(outcome.error == nil)
      #expect(outcome.events.count == expected.events)
      #expect(outcome.events.count { $0.polarity == .on } == expected.on)
      #expect(outcome.events.first.map(Self.values) == expected.first)
      #expect(outcome.events.last.map(Self.values) == expected.last)
      #expect(outcome.statistics.backwardSteps == expected.backwardSteps)
      #expect(outcome.statistics.skipped == outcome.statistics[.notEvents])
      #expect(outcome.description?.variant == variant)
      #expect(DecoderChecks.digest(outcome.events) == expected.sha256Canonical)
    }
  }

  private static func values(_ event: Event) -> [Int64] {
    [event.time, Int64(event.x), Int64(event.y), Int64(event.polarity.rawValue)]
  }
}
