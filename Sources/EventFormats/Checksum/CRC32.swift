/// The checksum CRC-32 with the reversed polynomial 0xEDB88320, as in zlib and MCAP.
package struct CRC32: Sendable {
  private var state: UInt32 = .max

  /// Creates the checksum of no bytes.
  package init() {}

  /// The checksum of all bytes added so far.
  package var value: UInt32 { ~state }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    Self.tables.withUnsafeBufferPointer { tables in
      var crc = state
      var offset = 0
      // Eight tables take eight bytes at once: the table of byte k gives what it adds after the 7 - k bytes behind it.
      while bytes.count &- offset >= 8 {
        let low = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self) ^ crc
        let high = base.loadUnaligned(fromByteOffset: offset &+ 4, as: UInt32.self)
        let first = tables[1792 &+ Int(low & 0xFF)] ^ tables[1536 &+ Int((low >> 8) & 0xFF)]
        let second = tables[1280 &+ Int((low >> 16) & 0xFF)] ^ tables[1024 &+ Int(low >> 24)]
        let third = tables[768 &+ Int(high & 0xFF)] ^ tables[512 &+ Int((high >> 8) & 0xFF)]
        let fourth = tables[256 &+ Int((high >> 16) & 0xFF)] ^ tables[Int(high >> 24)]
        crc = first ^ second ^ third ^ fourth
        offset &+= 8
      }
      while offset < bytes.count {
        let byte = base.load(fromByteOffset: offset, as: UInt8.self)
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(byte)) & 0xFF)]
        offset &+= 1
      }
      state = crc
    }
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      tables[byte] = crc
    }
    for entry in 256..<tables.count {
      let previous = tables[entry - 256]
      tables[entry] = previous >> 8 ^ tables[Int(previous & 0xFF)]
    }
    return tables
  }()
}
