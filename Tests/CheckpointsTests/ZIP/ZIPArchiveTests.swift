import Checkpoints
import Testing

@Suite struct ZIPArchiveTests {
  private static let content = (0..<3000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }

  private static func open(_ builder: ZIPBuilder) throws -> ZIPArchive<MemoryBytes> {
    try ZIPArchive(MemoryBytes(content: builder.bytes()))
  }

  private static func entry(_ change: (inout ZIPBuilder.Entry) -> Void) -> ZIPBuilder {
    var entry = ZIPBuilder.Entry(name: "a/b", content: content, padding: 21)
    change(&entry)
    return ZIPBuilder([entry, .init(name: "a/c", content: [1, 2, 3])])
  }

  @Test(arguments: [false, true], [false, true]) func entriesAreRead(deflated: Bool, zip64: Bool) throws {
    var builder = Self.entry {
      $0.isDeflated = deflated
      $0.usesZIP64 = zip64
    }
    builder.hasZIP64End = zip64
    builder.comment = zip64 ? [] : Array("PK\u{5}\u{6} said somebody".utf8)
    let archive = try Self.open(builder)
    #expect(archive.entries.map(\.name) == ["a/b", "a/c"])
    #expect(try archive.bytes(of: archive.requireEntry(named: "a/b")) == Self.content)
    #expect(try archive.bytes(of: archive.requireEntry(named: "a/c")) == [1, 2, 3])
    #expect(archive.entry(named: "a/d") == nil)
    #expect(throws: ZIPArchiveError.missingEntry("a/d")) { try archive.requireEntry(named: "a/d") }
  }

  @Test func aChecksumThatWasNotComputedIsNoError() throws {
    let archive = try Self.open(Self.entry { $0.crc32 = 0 })
    #expect(try archive.bytes(of: archive.entries[0]) == Self.content)
  }

  /// What is wrong, and what the message must say.
  static let damages: [(String, @Sendable (inout ZIPBuilder.Entry) -> Void)] = [
    ("its CRC-32 is", { $0.crc32 = 7 }),
    ("the local name at byte 30 is 'a/x', another place of the archive says 'a/b'", { $0.localName = "a/x" }),
    ("encryption", { $0.flags = 1 }), ("compression method 12", { $0.method = 12 }),
    ("the size of the stored entry 'a/b'", { $0.announcedByteCount = 2999 }),
    ("would take 1000000 bytes", { ($0.announcedByteCount, $0.announcedCompressedByteCount) = (1_000_000, 1_000_000) }),
    (
      "of which only those up to byte",
      {
        ($0.announcedByteCount, $0.announcedCompressedByteCount) = (3080, 3080)
      }
    ),
    ("it has 3000 bytes instead of 3001", { ($0.isDeflated, $0.announcedByteCount) = (true, 3001) }),
    ("more than the 100 bytes announced", { ($0.isDeflated, $0.announcedByteCount) = (true, 100) }),
    ("invalid near byte", { $0.method = 8 }),
    (
      "compressed bytes end too early",
      {
        ($0.isDeflated, $0.announcedCompressedByteCount) = (true, 40)
      }
    ),
    ("a second time", { $0.name = "a/c" }),
    ("would grow", { ($0.isDeflated, $0.announcedByteCount, $0.usesZIP64) = (true, 1 << 40, true) }),
    (
      "would take 18446744073709551615 bytes",
      {
        $0.usesZIP64 = true
        ($0.announcedByteCount, $0.announcedCompressedByteCount) = (.max, .max)
      }
    ),
  ]

  @Test(arguments: damages.indices) func whatIsWrongIsSaid(index: Int) throws {
    let (message, change) = Self.damages[index]
    let error = try #require(throws: ZIPArchiveError.self) {
      let archive = try Self.open(Self.entry(change))
      for entry in archive.entries { _ = try archive.bytes(of: entry) }
    }
    #expect("\(error)".contains(message), "\(error)")
  }

  /// 64 MiB and more of zeros in some kilobytes.
  @Test func aBombIsRefusedBeforeItGrows() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 26 + 1)
    let archive = try Self.open(ZIPBuilder([.init(name: "a", content: zeros, isDeflated: true)]))
    let entry = archive.entries[0]
    #expect(
      throws: ZIPArchiveError.tooLarge(
        name: "a", byteCount: 1 << 26 + 1, compressedByteCount: UInt64(entry.compressedByteCount), limit: 1 << 26)
    ) { try archive.bytes(of: entry) }
    #expect(throws: ZIPArchiveError.self) { try archive.bytes(of: entry, limit: 10) }
  }

  /// Entries that all name the same bytes would let a small file stand for a large one.
  @Test func entriesThatShareBytesAreRefused() throws {
    var entries = (0..<40).map { ZIPBuilder.Entry(name: "\($0)", content: []) }
    entries[0].content = Self.content
    for index in entries.indices {
      (entries[index].announcedByteCount, entries[index].announcedCompressedByteCount) = (3000, 3000)
    }
    let error = try #require(throws: ZIPArchiveError.self) { try Self.open(ZIPBuilder(entries)) }
    #expect("\(error)".contains("with those before it"))
  }

  @Test func directoryFieldsAreChecked() throws {
    let good = Self.entry { _ in }.bytes()
    // Counted from the end: end record 22, locator 20, ZIP64 record 56 bytes.
    for (position, message) in [
      (22 - 10, "the count of entries"), (22 - 12, "the directory's size"), (22 - 16, "the directory's offset"),
      (22 - 4, "several disks"), (42 - 8, "the ZIP64 end record"), (98 - 0, "the ZIP64 end record"),
      (98 - 32, "the count of entries"), (98 - 40, "the directory's size"), (98 - 55, "the directory's offset"),
      (98 - 16, "several disks"),
    ] {
      var bytes = good
      bytes[bytes.count - position] ^= 0x55
      let error = try #require(throws: ZIPArchiveError.self) { try ZIPArchive(MemoryBytes(content: bytes)) }
      #expect("\(error)".contains(message), "\(position): \(error)")
    }
    #expect(throws: ZIPArchiveError.noDirectoryEnd(byteCount: 0)) { try ZIPArchive(MemoryBytes(content: [])) }
  }

  @Test func namesOutOfFilesDoNotReachTheTerminalAsTheyAre() throws {
    let archive = try Self.open(ZIPBuilder([.init(name: "a\u{1B}[2J\u{202E}", content: [1], crc32: 9)]))
    let error = try #require(throws: ZIPArchiveError.self) { try archive.bytes(of: archive.entries[0]) }
    #expect("\(error)".contains("'a\\u{1b}[2J\\u{202e}'"))
  }
}
