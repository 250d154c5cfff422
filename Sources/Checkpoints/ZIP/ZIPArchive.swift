import SpikingNetwork

/// A ZIP archive that is read where it lies: its directory is held, the entries are not.
///
/// Read are stored and deflated entries and ZIP64; sizes come from the central directory, since writers that stream leave
/// them out of the local headers. Source: PKWARE APPNOTE.TXT, version 6.3.10.
public struct ZIPArchive<Source: ByteSource> {
  /// The entries in the directory's order.
  public let entries: [ZIPEntry]

  let source: Source
  private let indexByName: [String: Int]
  private let directoryOffset: Int

  /// Reads and checks the directory; throws `ZIPArchiveError`, or what reading throws.
  public init(_ source: Source) throws {
    let end = try ZIPDirectoryEnd(source)
    var reader = try ZIPDirectoryReader(source, end: end)
    let entries = try reader.entries()
    var indexByName: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard indexByName.updateValue(index, forKey: entry.name) == nil else {
        throw ZIPArchiveError.duplicateName(entry.name, offset: entry.directoryOffset)
      }
    }
    self.source = source
    self.entries = entries
    self.indexByName = indexByName
    directoryOffset = end.directory.lowerBound
  }

  /// The entry of that name, or nil.
  public func entry(named name: String) -> ZIPEntry? { indexByName[name].map { entries[$0] } }

  /// The entry of that name; throws `missingEntry`.
  public func requireEntry(named name: String) throws(ZIPArchiveError) -> ZIPEntry {
    guard let entry = entry(named: name) else { throw .missingEntry(name) }
    return entry
  }

  /// Where the bytes of an entry lie in the file, compressed or not.
  ///
  /// They follow the local header's own name and extra field, which the directory does not know.
  /// Throws `ZIPArchiveError`, or what reading throws.
  func payload(of entry: ZIPEntry) throws -> Range<Int> {
    let headerByteCount = 30
    let offset = entry.localHeaderOffset
    let what = "the local header of \(quoted(entry.name))"
    guard offset <= directoryOffset - headerByteCount else {
      throw ZIPArchiveError.outOfRange(
        what: what, offset: UInt64(offset), byteCount: UInt64(headerByteCount), available: directoryOffset)
    }
    let header = LittleEndianFields(bytes: try source.bytes(offset..<offset + headerByteCount))
    guard header.uint32(0) == 0x0403_4B50 else {
      throw ZIPArchiveError.wrongSignature(what: what, offset: offset, found: header.uint32(0))
    }
    let nameByteCount = Int(header.uint16(26))
    let start = offset + headerByteCount + nameByteCount + Int(header.uint16(28))
    guard start <= directoryOffset, entry.compressedByteCount <= directoryOffset - start else {
      throw ZIPArchiveError.outOfRange(
        what: "entry \(quoted(entry.name))", offset: UInt64(start), byteCount: UInt64(entry.compressedByteCount),
        available: directoryOffset)
    }
    let nameOffset = offset + headerByteCount
    let name = String(decoding: try source.bytes(nameOffset..<nameOffset + nameByteCount), as: UTF8.self)
    guard name == entry.name else {
      throw ZIPArchiveError.contradiction(
        what: "the local name", offset: nameOffset, found: quoted(name), expected: quoted(entry.name))
    }
    return start..<start + entry.compressedByteCount
  }
}
