import EventFormats
import Events
import Testing

@Suite struct RAWHeaderTests {
  /// What a header alone is taken for.
  func description(
    _ lines: String..., options: DecodingOptions = DecodingOptions(), encoding: EventFormat? = nil
  ) throws(EventFormatError) -> StreamDescription? {
    let bytes = Array(lines.map { "% \($0)\n" }.joined().utf8) + Array("% end\n".utf8)
    let outcome = DecodingOutcome(RAWDecoder(encoding: encoding, options: options), of: bytes)
    if let error = outcome.error { throw error }
    return outcome.description
  }

  @Test func formatLineNamesEncodingAndSize() throws {
    let spellings: [(String, EventFormat)] = [
      ("EVT2", .evt2), ("EVT2.0", .evt2), ("evt2", .evt2), ("EVT21", .evt21), ("EVT2.1", .evt21), ("EVT3", .evt3),
      ("Evt3.0", .evt3), ("EVT4", .evt4),
    ]
    for (name, format) in spellings {
      for options in ["height=720;width=1280", "width=1280;height=720", "width=1280; height=720;"] {
        let found = try description("format \(name);\(options)")
        #expect(found?.format == format && found?.geometry == SensorGeometry(width: 1280, height: 720))
        #expect(found?.geometryOrigin == .header)
      }
    }
  }

  @Test func evtLineCountsWhereThereIsNoFormat() throws {
    for (version, format) in [("2.0", .evt2), ("2.1", .evt21), ("3.0", .evt3)] as [(String, EventFormat)] {
      let found = try description("evt \(version)")
      #expect(found?.format == format && found?.geometry == nil && found?.geometryOrigin == nil)
    }
    let both = try description("evt 2.0", "format EVT3")
    #expect(both?.format == .evt3)
  }

  @Test func geometryLineAndFormatMustAgree() throws {
    let agreeing = try description("geometry 640x480", "format EVT2;width=640;height=480")
    #expect(agreeing?.geometry == SensorGeometry(width: 640, height: 480))
    let contradiction = #expect(throws: EventFormatError.self) {
      try description("geometry 640x480", "format EVT2;width=1280;height=720")
    }
    #expect(contradiction?.code == .badHeader && contradiction?.message.contains("640x480") == true)
    let given = try description(
      "geometry 640x480", "format EVT2;width=1280;height=720",
      options: DecodingOptions(geometry: SensorGeometry(width: 320, height: 320)))
    #expect(given?.geometry?.width == 320 && given?.geometryOrigin == .option)
  }

  @Test(arguments: ["geometry 640", "geometry 0x480", "geometry 640x65536", "format EVT2;width=a;height=3"])
  func impossibleSizesAreRefused(line: String) {
    let error = #expect(throws: EventFormatError.self) { try description("evt 2.0", line) }
    #expect(error?.code == .badHeader && error?.message.isEmpty == false)
  }

  @Test func systemTellsSizeAndEncodingOfOldFiles() throws {
    let systems: [(Int, EventFormat, String)] = [
      (21, .evt2, "640x480"), (23, .evt2, "640x480"), (41, .evt2, "640x480"), (40, .evt3, "640x480"),
      (26, .evt2, "1280x720"), (39, .evt2, "1280x720"), (30, .evt3, "1280x720"), (48, .evt3, "1280x720"),
      (48 + 128, .evt3, "1280x720"), (21 + 128, .evt2, "640x480"),
    ]
    for (system, encoding, size) in systems {
      let found = try description("system_ID \(system)")
      #expect(found?.format == encoding && found?.geometry?.description == size && found?.geometryOrigin == .system)
    }
    let stated = try description("system_ID 48", "evt 2.0")
    #expect(stated?.format == .evt2 && stated?.geometry?.width == 1280)
    let second = try description("system_ID 20", "evt 2.0")
    #expect(second?.geometry?.description == "304x240")
    let unknown = try description("system_ID 99", "evt 2.0")
    #expect(unknown?.geometry == nil)
    let silent = #expect(throws: EventFormatError.self) { try description("system_ID 99") }
    #expect(silent?.code == .badHeader)
  }

  @Test func sensorTellsTheSize() throws {
    let sensors: [([String], String?)] = [
      (["sensor_name IMX636"], "1280x720"), (["sensor_generation 4.2"], "1280x720"),
      (["sensor_name GenX320"], "320x320"), (["sensor_generation 3.1"], "640x480"), (["sensor_name IMX999"], nil),
    ]
    for (lines, size) in sensors {
      let bytes = Array((["evt 3.0"] + lines).map { "% \($0)\n" }.joined().utf8)
      let outcome = DecodingOutcome(RAWDecoder(), of: bytes)
      #expect(outcome.description?.geometry?.description == size)
    }
  }

  @Test(arguments: ["AER-8b", "AER-4b", "HISTO3D", "DIFF3D", "MTR", "MTR12", "MTRU", "EVT9", "evt7.0"])
  func otherFormatsAreRefusedByName(name: String) {
    let error = #expect(throws: EventFormatError.self) { try description("format \(name);height=320;width=320") }
    #expect(error?.code == .unsupported && error?.message.uppercased().contains(name.uppercased()) == true)
    #expect(throws: Never.self) { try description("format \(name)", encoding: .evt21) }
  }

  @Test func versionsThatAreNotKnownAreRefused() {
    let error = #expect(throws: EventFormatError.self) { try description("evt 5.0") }
    #expect(error?.code == .unsupported && error?.message.contains("5.0") == true)
  }

  @Test func wordOrderIsReadInBothPlaces() throws {
    for line in ["format EVT21;endianness=legacy", "format EVT21;endianness=LEGACY"] {
      let found = try description(line)
      #expect(found?.variant == "legacy")
    }
    let apart = try description("evt 2.1", "endianness little")
    #expect(apart?.variant == "little")
    for lines in [["format EVT21;endianness=big"], ["format EVT21;endianness=legacy", "endianness little"]] {
      let bytes = Array(lines.map { "% \($0)\n" }.joined().utf8)
      #expect(DecodingOutcome(RAWDecoder(), of: bytes).error?.code == .badHeader)
    }
  }

  @Test(arguments: ["", "x", "1.5", "4611686018427387905", "-9223372036854775808", "99999999999999999999"])
  func impossibleTimeOffsetsAreRefused(text: String) {
    let error = #expect(throws: EventFormatError.self) { try description("evt 2.0", "t0 \(text)") }
    #expect(error?.code == .badHeader)
  }

  @Test func entriesAreKept() throws {
    let found = try description("Date 2020-09-14 09:03:25", "evt 2.0", "serial_number 42")
    #expect(found?.metadata.map(\.key) == ["Date", "evt", "serial_number"])
    #expect(found?.metadata.map(\.value) == ["2020-09-14 09:03:25", "2.0", "42"])
  }

  @Test func isRecognisedByItsKeys() throws {
    for text in ["% evt 3.0\n", "% format EVT2\n% end\n", "% Date x\n% system_ID 21\n\u{1}", "% evt 2.0\n\u{C}\u{8}"] {
      let bytes = Array(text.utf8)
      let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
      #expect(found == .raw)
      for count in 0..<bytes.count {
        let early = try FormatDetection.format(of: bytes.span.bytes.extracting(..<count), isAll: false)
        #expect(early == nil || early == .raw)
      }
    }
  }
}
