import SpikingNetwork

/// Reads the central directory of a ZIP archive.
///
/// Source: PKWARE APPNOTE.TXT, sections 4.3.12 and 4.5.3.
struct ZIPDirectoryReader {
  private let fields: LittleEndianFields
  private let end: ZIPDirectoryEnd
  private var position = 0

  private static let headerByteCount = 46
  private static let signature: UInt32 = 0x0201_4B50
  /// A directory of a checkpoint has some hundred bytes for each tensor.
  private static let largestByteCount = 1 << 26

  /// Reads the directory's bytes; throws `ZIPArchiveError` for one that is too large, or what reading throws.
  init(_ source: some ByteSource, end: ZIPDirectoryEnd) throws {
    guard end.directory.count <= Self.largestByteCount else {
      throw ZIPArchiveError.tooLarge(
        name: "central directory", byteCount: UInt64(end.directory.count),
        compressedByteCount: UInt64(end.directory.count), limit: Self.largestByteCount)
    }
    self.end = end
    fields = LittleEndianFields(bytes: try source.bytes(end.directory))
  }

  /// Reads all entries.
  mutating func entries() throws(ZIPArchiveError) -> [ZIPEntry] {
    guard end.entryCount <= UInt64(fields.bytes.count / Self.headerByteCount) else {
      throw .outOfRange(
        what: "a central directory of \(end.entryCount) entries", offset: UInt64(end.directory.lowerBound),
        byteCount: end.entryCount.multipliedReportingOverflow(by: UInt64(Self.headerByteCount)).partialValue,
        available: end.directory.upperBound)
    }
    var entries: [ZIPEntry] = []
    entries.reserveCapacity(Int(end.entryCount))
    var total = 0
    for _ in 0..<end.entryCount {
      let entry = try entry()
      total += entry.compressedByteCount
      // Entries that share bytes would let a small file stand for a large one.
      guard total <= end.directory.lowerBound else {
        throw .outOfRange(
          what: "entry \(quoted(entry.name)) with those before it", offset: 0, byteCount: UInt64(total),
          available: end.directory.lowerBound)
      }
      entries.append(entry)
    }
    return entries
  }

  private mutating func entry() throws(ZIPArchiveError) -> ZIPEntry {
    let start = position
    let offset = end.directory.lowerBound + start
    func outOfRange(_ byteCount: Int) -> ZIPArchiveError {
      .outOfRange(
        what: "an entry of the central directory", offset: UInt64(offset), byteCount: UInt64(byteCount),
        available: end.directory.upperBound)
    }
    guard start <= fields.bytes.count - Self.headerByteCount else { throw outOfRange(Self.headerByteCount) }
    guard fields.uint32(start) == Self.signature else {
      throw .wrongSignature(what: "an entry of the central directory", offset: offset, found: fields.uint32(start))
    }
    let nameByteCount = Int(fields.uint16(start + 28))
    let extraByteCount = Int(fields.uint16(start + 30))
    let byteCount = Self.headerByteCount + nameByteCount + extraByteCount + Int(fields.uint16(start + 32))
    guard byteCount <= fields.bytes.count - start else { throw outOfRange(byteCount) }
    position = start + byteCount
    let nameStart = start + Self.headerByteCount
    let name = String(decoding: fields.bytes[nameStart..<nameStart + nameByteCount], as: UTF8.self)
    guard fields.uint16(start + 8) & 1 == 0 else {
      throw .unsupported(what: "encryption (entry \(quoted(name)))", offset: offset)
    }
    let method: ZIPEntry.Method
    switch fields.uint16(start + 10) {
    case 0: method = .stored
    case 8: method = .deflated
    case let other: throw .unsupported(what: "compression method \(other) (entry \(quoted(name)))", offset: offset)
    }
    let large = try zip64(start, extra: nameStart + nameByteCount..<nameStart + nameByteCount + extraByteCount)
    guard let compressed = Int(exactly: large.compressed), let size = Int(exactly: large.size),
      let local = Int(exactly: large.offset), compressed <= end.directory.lowerBound,
      local <= end.directory.lowerBound
    else {
      throw .outOfRange(
        what: "entry \(quoted(name))", offset: large.offset, byteCount: large.compressed,
        available: end.directory.lowerBound)
    }
    guard method == .deflated || compressed == size else {
      throw .contradiction(
        what: "the size of the stored entry \(quoted(name))", offset: offset, found: "\(size)",
        expected: "\(compressed)")
    }
    return ZIPEntry(
      name: name, method: method, crc32: fields.uint32(start + 16), compressedByteCount: compressed, byteCount: size,
      localHeaderOffset: local, directoryOffset: offset)
  }

  /// The sizes and the offset of an entry, taken from its ZIP64 field where the 32-bit ones say so.
  private func zip64(
    _ start: Int, extra: Range<Int>
  ) throws(ZIPArchiveError) -> (compressed: UInt64, size: UInt64, offset: UInt64) {
    var values = [fields.uint32(start + 24), fields.uint32(start + 20), fields.uint32(start + 42)].map { UInt64($0) }
    let large = values.indices.filter { values[$0] == UInt64(UInt32.max) }
    guard !large.isEmpty else { return (values[1], values[0], values[2]) }
    var position = extra.lowerBound
    while position <= extra.upperBound - 4 {
      let tag = fields.uint16(position)
      let fieldEnd = position + 4 + Int(fields.uint16(position + 2))
      guard fieldEnd <= extra.upperBound else { break }
      position += 4
      if tag == 1 {
        for index in large where position <= fieldEnd - 8 {
          values[index] = fields.uint64(position)
          position += 8
        }
        break
      }
      position = fieldEnd
    }
    // Without the field, the values are meant as they are: 4 GiB less one byte.
    return (values[1], values[0], values[2])
  }
}
