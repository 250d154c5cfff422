import EventFormats
import Events
import Testing

@Suite struct EventDatagramTests {
  @Test func theLayoutIsTheDocumentedOne() throws {
    let header = EventDatagram(
      sequence: 0x0102_0304_0506_0708, stream: 0x0A0B_0C0D, format: .evt3,
      geometry: SensorGeometry(width: 1280, height: 720))
    var bytes: [UInt8] = []
    #expect(header.append(to: &bytes))
    #expect(
      bytes == [
        0xFF, 0xFF, 0xFF, 0xFF, 0x53, 0x45, 0x56, 0x31, 8, 7, 6, 5, 4, 3, 2, 1, 0x0D, 0x0C, 0x0B, 0x0A, 3, 0, 0, 5,
        0xD0, 2, 0, 0,
      ])
    #expect(bytes.count == EventDatagram.headerByteCount)
    bytes.withUnsafeBytes { #expect(EventDatagram($0) == header) }
  }

  @Test func everyFormatThatFitsComesBack() {
    for format in EventFormat.allCases {
      var bytes: [UInt8] = []
      let header = EventDatagram(sequence: 1, stream: 2, format: format)
      if header.append(to: &bytes) {
        bytes.withUnsafeBytes { #expect(EventDatagram($0) == header) }
      } else {
        #expect(bytes.isEmpty)
      }
    }
  }

  @Test func whatIsCutOffOrUnknownIsNone() {
    var bytes: [UInt8] = []
    EventDatagram(sequence: 1, stream: 2, format: .evt2).append(to: &bytes)
    for count in 0..<bytes.count {
      bytes.prefix(count).withUnsafeBytes { #expect(EventDatagram($0) == nil) }
    }
    bytes[20] = 99
    bytes.withUnsafeBytes { #expect(EventDatagram($0) == nil && EventDatagram.isMarked($0)) }
    bytes[7] = 0x32
    bytes.withUnsafeBytes { #expect(!EventDatagram.isMarked($0)) }
  }
}
