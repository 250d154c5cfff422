import EventFormats
import Events
import TestSupport
import Testing

@Suite struct FormatDetectionTests {
  /// The format of a whole stream, and of every beginning of it the same or that more bytes are needed.
  func format(of bytes: [UInt8]) throws(EventFormatError) -> EventFormat? {
    let format = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
    for count in 0..<min(bytes.count, 600) {
      let early = try FormatDetection.format(of: bytes.span.bytes.extracting(..<count), isAll: false)
      #expect(early == nil || early == format)
    }
    return format
  }

  @Test func recognisesDAT() throws {
    var files = [DATFile(), DATFile(text: "% Date 2017\n", type: 0x00), DATFile(text: "% a b\n", type: 0x0E)]
    files.append(DATFile(type: 0x28, size: 28))
    // Damaged, but DAT: the decoder says what is wrong.
    files += [DATFile(type: nil), DATFile(type: 0x33), DATFile(text: "% Version 7\n")]
    for file in files {
      var file = file
      let short = try format(of: file.bytes)
      #expect(short == .dat)
      file.records = DATKernelTests.file(records: 100, oddity: 1000, seed: 1).records
      let long = try format(of: file.bytes)
      #expect(long == .dat)
    }
  }

  @Test func recognisesDATWithoutAHeader() throws {
    for count in [16, 100, 511, 512, 2000] {
      var file = DATKernelTests.file(records: count, oddity: 100_000, seed: 2)
      file.text = ""
      file.type = nil
      let found = try FormatDetection.format(of: file.bytes.span.bytes, isAll: true)
      #expect(found == .dat)
    }
  }

  @Test func recognisesHDF5() throws {
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    for userBlock in [0, 512, 1024, 32768] {
      let bytes = [UInt8](repeating: 7, count: userBlock) + mark + [0, 0, 0]
      let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
      #expect(found == .metavisionHDF5)
      let early = try FormatDetection.format(of: bytes.span.bytes.extracting(..<(userBlock + 7)), isAll: false)
      #expect(early == nil)
    }
  }

  @Test func streamsOfFilesAreRefused() {
    for format in EventFormat.allCases where !format.isStream {
      var decoder = format.makeDecoder()
      var batch = EventBatch(capacity: 64)
      let error = #expect(throws: EventFormatError.self) { try decoder.decode([1].span.bytes, into: &batch) }
      #expect(error?.code == .unsupported)
      #expect(throws: EventFormatError.self) { try decoder.finish(into: &batch) }
    }
  }

  static let foreign: [(name: String, bytes: [UInt8])] = [
    ("PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]),
    ("ZIP", [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00]),
    ("tar", [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8) + [0, 0]),
    ("text", Array("Once upon a time\nthere were 4 events.\n".utf8)),
    ("known event recording", [0x00, 0xFF, 0x13, 0x9B]),
    ("known event recording", [UInt8](repeating: 0, count: 8192)),
    ("known event recording", Array("% speed 2.0\n".utf8) + [0x0C, 0x01]),
  ]

  @Test func namesWhatIsNoRecording() {
    for (name, bytes) in Self.foreign {
      let error = #expect(throws: EventFormatError.self) {
        try FormatDetection.format(of: bytes.span.bytes, isAll: true)
      }
      #expect(error?.code == .notThisFormat)
      #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
    }
  }

  @Test func nothingIsEmpty() throws {
    let error = #expect(throws: EventFormatError.self) { try FormatDetection.format(of: RawSpan(), isAll: true) }
    #expect(error?.code == .empty)
    let early = try FormatDetection.format(of: RawSpan(), isAll: false)
    #expect(early == nil)
  }

  @Test func randomBytesAreNothingAndAreJudgedInTime() {
    var random = SplitMix64(state: 4)
    for _ in 0..<50 {
      let bytes = (0..<FormatDetection.byteLimit).map { _ in UInt8.random(in: 1...255, using: &random) }
      let error = #expect(throws: EventFormatError.self) {
        try FormatDetection.format(of: bytes.span.bytes, isAll: false)
      }
      #expect(error?.code == .notThisFormat)
    }
  }

  @Test(.enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"))
  func recognisesARealRecording() throws {
    let bytes = try SharedRecordings.bytes("ncars-atis_td.dat")
    let found = try format(of: bytes)
    #expect(found == .dat)
    // Without its header it is recognised by its records.
    let start = try #require(bytes.firstRange(of: [0x00, 0x08])).upperBound
    let headless = try FormatDetection.format(of: bytes.span.bytes.extracting(start...), isAll: true)
    #expect(headless == .dat)
    for name in ["nmnist.bin", "dvs-320x240.es", "davis346.aedat4", "eventpacket-evt3.db3", "pedro-person-1.npy"] {
      let other = try SharedRecordings.bytes(name)
      let otherFound = try? FormatDetection.format(of: other.span.bytes, isAll: true)
      #expect(otherFound != .dat)
    }
  }
}
