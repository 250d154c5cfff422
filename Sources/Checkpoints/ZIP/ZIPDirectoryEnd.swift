import SpikingNetwork

/// The end of a ZIP archive: where its central directory lies.
///
/// Source: PKWARE APPNOTE.TXT, sections 4.3.14 to 4.3.16.
struct ZIPDirectoryEnd {
  /// The number of entries.
  let entryCount: UInt64
  /// The directory's bytes in the file; they end before the end records.
  let directory: Range<Int>

  private static let signature: UInt32 = 0x0605_4B50
  private static let byteCount = 22
  private static let locatorSignature: UInt32 = 0x0706_4B50
  private static let locatorByteCount = 20
  private static let zip64Signature: UInt32 = 0x0606_4B50
  private static let zip64ByteCount = 56

  /// Finds and checks the end records; throws `ZIPArchiveError`, or what reading throws.
  init(_ source: some ByteSource) throws {
    let tailOffset = max(source.byteCount - Self.byteCount - Int(UInt16.max) - Self.locatorByteCount, 0)
    let tail = LittleEndianFields(bytes: try source.bytes(tailOffset..<source.byteCount))
    guard let end = Self.endRecord(in: tail) else {
      throw ZIPArchiveError.noDirectoryEnd(byteCount: source.byteCount)
    }
    guard tail.uint16(end + 4) == 0, tail.uint16(end + 6) == 0 else {
      throw ZIPArchiveError.unsupported(what: "several disks", offset: tailOffset + end)
    }
    var fields = (
      entries: UInt64(tail.uint16(end + 10)), byteCount: UInt64(tail.uint32(end + 12)),
      offset: UInt64(tail.uint32(end + 16))
    )
    var limit = tailOffset + end
    let locator = end - Self.locatorByteCount
    if locator >= 0, tail.uint32(locator) == Self.locatorSignature {
      let recordOffset = tail.uint64(locator + 8)
      guard let offset = Int(exactly: recordOffset), offset <= tailOffset + locator - Self.zip64ByteCount else {
        throw ZIPArchiveError.outOfRange(
          what: "the ZIP64 end record", offset: recordOffset, byteCount: UInt64(Self.zip64ByteCount),
          available: tailOffset + locator)
      }
      let record = LittleEndianFields(bytes: try source.bytes(offset..<offset + Self.zip64ByteCount))
      guard record.uint32(0) == Self.zip64Signature else {
        throw ZIPArchiveError.wrongSignature(what: "the ZIP64 end record", offset: offset, found: record.uint32(0))
      }
      guard record.uint32(16) == 0, record.uint32(20) == 0 else {
        throw ZIPArchiveError.unsupported(what: "several disks", offset: offset)
      }
      let large = (entries: record.uint64(32), byteCount: record.uint64(40), offset: record.uint64(48))
      for (what, small, sentinel, value) in [
        ("the count of entries", fields.entries, UInt64(UInt16.max), large.entries),
        ("the directory's size", fields.byteCount, UInt64(UInt32.max), large.byteCount),
        ("the directory's offset", fields.offset, UInt64(UInt32.max), large.offset),
      ] where small != sentinel && small != value {
        throw ZIPArchiveError.contradiction(
          what: what, offset: tailOffset + end, found: "\(small)", expected: "\(value)")
      }
      fields = large
      limit = offset
    }
    let (last, overflow) = fields.offset.addingReportingOverflow(fields.byteCount)
    guard !overflow, last <= UInt64(limit) else {
      throw ZIPArchiveError.outOfRange(
        what: "the central directory", offset: fields.offset, byteCount: fields.byteCount, available: limit)
    }
    entryCount = fields.entries
    directory = Int(fields.offset)..<Int(last)
  }

  /// The last record whose comment ends where the file ends.
  private static func endRecord(in tail: LittleEndianFields) -> Int? {
    var offset = tail.bytes.count - byteCount
    while offset >= 0 {
      if tail.bytes[offset] == UInt8(ascii: "P"), tail.uint32(offset) == signature,
        offset + byteCount + Int(tail.uint16(offset + 20)) == tail.bytes.count
      {
        return offset
      }
      offset -= 1
    }
    return nil
  }
}
