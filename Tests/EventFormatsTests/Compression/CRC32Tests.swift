import EventFormats
import Testing

@Suite struct CRC32Tests {
  static func checksum(_ bytes: [UInt8], pieces: Int = .max) -> UInt32 {
    var crc = CRC32()
    for start in stride(from: 0, to: bytes.count, by: min(pieces, max(bytes.count, 1))) {
      bytes[start..<min(start + min(pieces, bytes.count), bytes.count)].withUnsafeBytes { crc.update($0) }
    }
    return crc.value
  }

  @Test func knownValuesAreGiven() {
    #expect(Self.checksum([]) == 0)
    #expect(Self.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(Self.checksum(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
    #expect(Self.checksum([UInt8](repeating: 0, count: 32)) == 0x190A_55AD)
  }

  @Test func piecesChangeNothing() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
    for pieces in [1, 2, 3, 7, 8, 9, 64, 999] { #expect(Self.checksum(bytes, pieces: pieces) == Self.checksum(bytes)) }
  }
}
