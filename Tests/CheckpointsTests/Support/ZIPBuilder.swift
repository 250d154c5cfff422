import CZlib

/// Writes ZIP archives, right or wrong on purpose.
struct ZIPBuilder {
  /// An entry and what its headers say; what is nil is computed.
  struct Entry {
    var name: String
    var content: [UInt8]
    var isDeflated = false
    var crc32: UInt32?
    var announcedByteCount: UInt64?
    var announcedCompressedByteCount: UInt64?
    var localName: String?
    var flags: UInt16 = 0
    var method: UInt16?
    /// Bytes of extra field in the local header, with which torch.save aligns payloads.
    var padding = 0
    var usesZIP64 = false
  }

  var entries: [Entry]
  /// Whether there are ZIP64 end records.
  var hasZIP64End = true
  var comment: [UInt8] = []

  init(_ entries: [Entry]) { self.entries = entries }

  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = bytes.count
      let payload = entry.isDeflated ? Self.deflated(entry.content) : entry.content
      let method = entry.method ?? (entry.isDeflated ? 8 : 0)
      let crc = entry.crc32 ?? Self.crc32(entry.content)
      let size = entry.announcedByteCount ?? UInt64(entry.content.count)
      let compressed = entry.announcedCompressedByteCount ?? UInt64(payload.count)
      let localName = Array((entry.localName ?? entry.name).utf8)
      // As torch.save: a data descriptor follows, so that the local header has neither CRC-32 nor sizes.
      bytes += Self.integer(0x0403_4B50, 4) + [0, 0] + Self.integer(UInt64(entry.flags | 8), 2)
      bytes += Self.integer(UInt64(method), 2) + [UInt8](repeating: 0, count: 16)
      bytes += Self.integer(UInt64(localName.count), 2) + Self.integer(UInt64(entry.padding), 2) + localName
      bytes += [UInt8](repeating: UInt8(ascii: "Z"), count: entry.padding) + payload
      bytes += Self.integer(0x0807_4B50, 4) + Self.integer(UInt64(crc), 4) + Self.integer(compressed & 0xFFFF_FFFF, 4)
      bytes += Self.integer(size & 0xFFFF_FFFF, 4)
      let name = Array(entry.name.utf8)
      var extra: [UInt8] = []
      if entry.usesZIP64 {
        // A field of somebody else stands before it.
        extra = Self.integer(0x7875, 2) + Self.integer(3, 2) + [1, 2, 3]
        extra += Self.integer(1, 2) + Self.integer(24, 2) + Self.integer(size, 8) + Self.integer(compressed, 8)
        extra += Self.integer(UInt64(offset), 8)
      }
      let large: UInt64? = entry.usesZIP64 ? 0xFFFF_FFFF : nil
      directory += Self.integer(0x0201_4B50, 4) + [0, 0, 0, 0] + Self.integer(UInt64(entry.flags | 8), 2)
      directory += Self.integer(UInt64(method), 2) + [0, 0, 0, 0] + Self.integer(UInt64(crc), 4)
      directory += Self.integer(large ?? compressed, 4) + Self.integer(large ?? size, 4)
      directory += Self.integer(UInt64(name.count), 2) + Self.integer(UInt64(extra.count), 2) + [0, 0]
      directory += [UInt8](repeating: 0, count: 8) + Self.integer(large ?? UInt64(offset), 4) + name + extra
    }
    let directoryOffset = UInt64(bytes.count)
    bytes += directory
    if hasZIP64End {
      let recordOffset = UInt64(bytes.count)
      let count = Self.integer(UInt64(entries.count), 8)
      bytes += Self.integer(0x0606_4B50, 4) + Self.integer(44, 8) + [30, 3, 45, 0] + [UInt8](repeating: 0, count: 8)
      bytes += count + count + Self.integer(UInt64(directory.count), 8) + Self.integer(directoryOffset, 8)
      bytes += Self.integer(0x0706_4B50, 4) + [0, 0, 0, 0] + Self.integer(recordOffset, 8) + [1, 0, 0, 0]
    }
    let count = Self.integer(UInt64(entries.count), 2)
    bytes += Self.integer(0x0605_4B50, 4) + [0, 0, 0, 0] + count + count
    bytes += Self.integer(UInt64(directory.count), 4) + Self.integer(directoryOffset, 4)
    return bytes + Self.integer(UInt64(comment.count), 2) + comment
  }

  static func integer(_ value: UInt64, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
  }

  /// A deflate stream: what zlib writes, without its header and checksum.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(count))
    compress2(&output, &count, bytes, UInt(bytes.count), 9)
    return Array(output[2..<Int(count) - 4])
  }
}
