import EventFormats
import Events
import Testing

/// The formats that are written here are found again, from few bytes or many.
@Suite struct EncodedFormatDetectionTests {
  static let geometry = SensorGeometry(width: 240, height: 180)

  static func encoders() -> [(format: EventFormat, encoder: any EventEncoder)] {
    [
      (.aedat4, AEDAT4Encoder()), (.eventStream, EventStreamEncoder(geometry: geometry)), (.numpy, NumpyEncoder()),
      (.text, TextEncoder()), (.text, TextEncoder(options: .init(separator: .whitespace, timeUnit: .seconds))),
      (.text, TextEncoder(options: .init(hasHeader: false, geometry: geometry, writesGeometry: true))),
      (.dat, DATEncoder()),
    ]
  }

  @Test func filesAreFoundByTheirBeginning() throws {
    for count in [0, 1, 20, 5000] {
      let events = DecoderChecks.events(count: count, geometry: Self.geometry, seed: UInt64(count))
      for (format, encoder) in Self.encoders() {
        let bytes = try DecoderChecks.encode(events, by: encoder)
        let isHeaderless = format == .text && count == 0 && bytes.first == UInt8(ascii: "%")
        guard !isHeaderless else { continue }
        let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
        #expect(found == format, "\(count)")
        for byteCount in Array(0..<min(bytes.count, 800)) + [bytes.count] {
          let start = bytes.span.bytes.extracting(first: byteCount)
          let early = try FormatDetection.format(of: start, isAll: false)
          #expect(early == nil || early == format, "\(byteCount) of \(count)")
        }
      }
    }
  }

  @Test func olderAndNewerKindsOfAEDATAreFound() throws {
    for (bytes, format) in [
      (AEDAT2Tests.davisFile, .aedat2), (AEDAT3Tests.header(), .aedat3), (AEDAT4File().bytes, .aedat4),
      (Array("#!AER-DAT1.0\r\n".utf8) + [1, 2, 3], .aedat2), (Array("#!AER-DAT3.0\r\n".utf8) + [1, 2, 3], .aedat3),
    ] as [([UInt8], EventFormat)] {
      let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
      #expect(found == format)
      let early = try FormatDetection.format(of: bytes.span.bytes.extracting(first: 9), isAll: false)
      #expect(early == nil)
    }
  }

  @Test func atisRecordsAreFoundByWhatTheyHold() throws {
    for count in [64, 65, 511, 512, 4000] {
      let events = DecoderChecks.events(count: count, geometry: Self.geometry, seed: UInt64(count))
      let bytes = try DecoderChecks.encode(events, by: ATISBinaryEncoder())
      let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
      #expect(found == .atisBinary)
      let early = try FormatDetection.format(of: bytes.span.bytes.extracting(first: 300), isAll: false)
      #expect(early == nil)
      // Read one byte off they are nothing.
      #expect(throws: EventFormatError.self) {
        try FormatDetection.format(of: bytes.span.bytes.extracting(droppingFirst: 1), isAll: true)
      }
    }
    let few = try DecoderChecks.encode(
      DecoderChecks.events(count: 63, geometry: Self.geometry, seed: 1), by: ATISBinaryEncoder())
    #expect(throws: EventFormatError.self) { try FormatDetection.format(of: few.span.bytes, isAll: true) }
  }

  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: [
      ("evt2-gen3-640x480.raw", 1000), ("evt3-gen41-1280x720.raw", 1001), ("davis346.aedat4", 4000),
      ("dvs-320x240.es", 20), ("ecf-gen41-1280x720.hdf5", 4096),
    ])
  func theMiddleOfOtherFilesIsNothing(name: String, start: Int) throws {
    let bytes = try SharedRecordings.bytes(name)
    for offset in start..<(start + 40) {
      let middle = bytes.span.bytes.extracting(droppingFirst: offset)
      #expect(throws: EventFormatError.self, "from \(offset)") { try FormatDetection.format(of: middle, isAll: true) }
    }
  }

  @Test func tablesOfOtherThingsAreNotEvents() {
    for text in [
      "name,age\nx,3\n", "1,2\n3,4\n", "a,b,c,d\ne,f,g,h\n", "t,x,y,p\nand some prose\n", "{\"t\": 1}\n", "\n\n",
      String(repeating: "word ", count: 20_000),
    ] {
      let error = #expect(throws: EventFormatError.self) {
        try FormatDetection.format(of: Array(text.utf8).span.bytes, isAll: true)
      }
      #expect(error?.code == .notThisFormat && error?.message.contains("This is text") == true)
    }
  }
}
