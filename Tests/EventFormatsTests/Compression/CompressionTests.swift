import CLZ4
import CZstd
import EventFormats
import TestSupport
import Testing

@Suite struct CompressionTests {
  /// Contents of different kinds: events, noise, runs, text-like, tiny.
  static let contents: [(name: String, bytes: [UInt8])] = {
    var random = SplitMix64(state: 7)
    var events: [UInt8] = []
    var time: UInt64 = 1_600_000_000_000_000
    for _ in 0..<15_000 {
      time += UInt64(random.next(below: 4))
      let pixel =
        UInt64(random.next(below: 346)) | UInt64(random.next(below: 260)) << 16 | UInt64(random.next(below: 2)) << 32
      for word in [time, pixel] { for byte in 0..<8 { events.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) } }
    }
    let noise = (0..<100_000).map { _ in UInt8(random.next(below: 256)) }
    let letters = (0..<150_000).map { _ in UInt8(97 + random.next(below: 3)) }
    let runs = (0..<300).flatMap { [UInt8](repeating: UInt8($0 & 0xFF), count: Int(random.next(below: 700))) }
    return [
      ("events", events), ("noise", noise), ("letters", letters), ("runs", runs), ("nothing", []), ("one", [42]),
      ("few", [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
    ]
  }()

  /// What comes out of a frame, which must be the same by all kernels.
  static func decompress(
    lz4 frame: [UInt8], limit: Int = 1 << 24
  ) -> (result: DecompressionResult, bytes: [UInt8]) {
    let all = DATKernelTests.levels.map { level in
      var content = DecompressedBytes()
      let result = frame.withUnsafeBytes {
        LZ4Frame.decompress($0, into: &content, limit: limit, kernelLevel: level)
      }
      return (result: result, bytes: content.withBytes { Array($0) })
    }
    for other in all.dropFirst() { #expect(other == all[0]) }
    return all[0]
  }

  static func decompress(
    zstd frame: [UInt8], limit: Int = 1 << 24
  ) -> (result: DecompressionResult, bytes: [UInt8]) {
    var content = DecompressedBytes()
    var zstd = ZstdFrame()
    let result = frame.withUnsafeBytes { zstd.decompress($0, into: &content, limit: limit) }
    return (result, content.withBytes { Array($0) })
  }

  /// A frame made by the library with chosen features.
  static func frame(
    _ content: [UInt8], linked: Bool, blockChecksums: Bool, contentChecksum: Bool, size: Bool, blockSize: UInt32,
    level: Int32
  ) -> [UInt8] {
    var preferences = LZ4F_preferences_t()
    preferences.compressionLevel = level
    preferences.frameInfo.blockMode = linked ? LZ4F_blockLinked : LZ4F_blockIndependent
    preferences.frameInfo.blockChecksumFlag = blockChecksums ? LZ4F_blockChecksumEnabled : LZ4F_noBlockChecksum
    preferences.frameInfo.contentChecksumFlag = contentChecksum ? LZ4F_contentChecksumEnabled : LZ4F_noContentChecksum
    preferences.frameInfo.blockSizeID = LZ4F_blockSizeID_t(rawValue: blockSize)
    preferences.frameInfo.contentSize = size ? UInt64(content.count) : 0
    let capacity = LZ4F_compressFrameBound(content.count, &preferences)
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = LZ4F_compressFrame(buffer.baseAddress, capacity, content, content.count, &preferences)
    }
  }

  @Test func xxHashGivesThePublishedValues() {
    for (text, hash) in [
      ("", 0x02CC_5D05), ("a", 0x550D_7456), ("abc", 0x32D1_53FF),
      ("Nobody inspects the spammish repetition", 0xE229_3B2F),
    ] as [(String, UInt32)] {
      let found = Array(text.utf8).withUnsafeBytes { XXHash32.hash($0) }
      #expect(found == hash)
    }
  }

  @Test func readsEveryKindOfLZ4Frame() {
    for (name, content) in Self.contents {
      for features in 0..<16 {
        for (blockSize, level) in [(4, 0), (5, 0), (7, 9)] as [(UInt32, Int32)] {
          let frame = Self.frame(
            content, linked: features & 1 == 1, blockChecksums: features & 2 == 2, contentChecksum: features & 4 == 4,
            size: features & 8 == 8, blockSize: blockSize, level: level)
          let found = Self.decompress(lz4: frame)
          #expect(found.result == .complete && found.bytes == content, "\(name) \(features) \(blockSize)")
        }
      }
    }
  }

  @Test func checksumsOfLZ4FramesAreChecked() {
    let content = Self.contents[0].bytes
    for (block, whole) in [(true, false), (false, true)] {
      var frame = Self.frame(
        content, linked: true, blockChecksums: block, contentChecksum: whole, size: false, blockSize: 4, level: 0)
      let last = frame.count - 1
      // The checksum of the content is at the end; that of the last block before the end mark.
      frame[whole ? last : last - 4] ^= 1
      #expect(Self.decompress(lz4: frame).result == .malformed)
    }
    var frame = Self.frame(
      content, linked: true, blockChecksums: false, contentChecksum: false, size: false, blockSize: 4, level: 0)
    frame[6] ^= 1
    #expect(Self.decompress(lz4: frame).result == .malformed)
  }

  @Test func cutOffFramesGiveWhatComesBefore() {
    let content = Array(Self.contents[0].bytes.prefix(4000))
    for (frame, decompress) in [
      (LZ4Frame.compress(content, level: 0), { Self.decompress(lz4: $0) }),
      (ZstdFrame.compress(content, level: 3), { Self.decompress(zstd: $0) }),
    ] as [([UInt8]?, ([UInt8]) -> (result: DecompressionResult, bytes: [UInt8]))] {
      guard let frame else {
        Issue.record("not compressed")
        continue
      }
      for count in 0..<frame.count {
        let found = decompress(Array(frame[..<count]))
        #expect(found.result == .truncated && content.starts(with: found.bytes))
      }
      #expect(decompress(frame) == (.complete, content))
      #expect(decompress(frame + [1, 2, 3]) == (.complete, content))
    }
  }

  @Test func damagedLZ4FramesGiveWhatTheLibraryGives() {
    var random = SplitMix64(state: 8)
    for (name, content) in Self.contents where content.count > 1 {
      let part = Array(content.prefix(3000))
      let sound = Self.frame(
        part, linked: true, blockChecksums: false, contentChecksum: false, size: false, blockSize: 4, level: 0)
      var agreements = 0
      for round in 0..<2000 {
        var frame = sound
        for _ in 0...Int(random.next(below: 2)) {
          frame[11 + Int(random.next(below: UInt32(frame.count - 15)))] ^= 1 << UInt8(random.next(below: 8))
        }
        let found = Self.decompress(lz4: frame)
        let library = Self.libraryResult(frame)
        // The library bears matches that go back by 0 bytes, but wants the end of a block to be as its own compressor
        // makes it.
        if found.result == .complete, let library {
          #expect(found.bytes == library, "\(name) \(round)")
          agreements += 1
        }
        #expect(found.bytes.count <= 65_536)
      }
      #expect(agreements > 100, "\(name)")
    }
  }

  @Test func matchesThatGoBackByNothingOrTooFarAreMalformed() {
    for (offset, isSound) in [(0, false), (1, true), (3, true), (4, false)] as [(UInt8, Bool)] {
      // Three literals, a match of 4 bytes, and five literals to end with.
      let block: [UInt8] = [0x30, 1, 2, 3, offset, 0, 0x50, 4, 5, 6, 7, 8]
      var output = [UInt8](repeating: 0, count: 100)
      let end = output.withUnsafeMutableBytes { output in
        block.withUnsafeBytes { block in
          output.baseAddress.flatMap { LZ4Block.decompress(block, to: $0, from: 0, history: 0, end: 100) }
        }
      }
      #expect(end == (isSound ? 12 : nil))
      if offset == 1 { #expect(output.prefix(13) == [1, 2, 3, 3, 3, 3, 3, 4, 5, 6, 7, 8, 0]) }
    }
  }

  private static func libraryResult(_ frame: [UInt8]) -> [UInt8]? {
    var context: OpaquePointer?
    guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else { return nil }
    defer { LZ4F_freeDecompressionContext(context) }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 17) { buffer, count in
      var written = 1 << 17
      var read = frame.count
      let hint = LZ4F_decompress(context, buffer.baseAddress, &written, frame, &read, nil)
      isWhole = hint == 0
      count = isWhole ? written : 0
    }
    return isWhole ? bytes : nil
  }

  @Test func zstdFramesAreRead() {
    var zstd = ZstdFrame()
    var content = DecompressedBytes()
    for (name, bytes) in Self.contents {
      for level in [1, 3, 19] as [Int32] {
        content.clear()
        let frame = ZstdFrame.compress(bytes, level: level) ?? []
        let result = frame.withUnsafeBytes { zstd.decompress($0, into: &content, limit: 1 << 24) }
        #expect(result == .complete && content.withBytes { Array($0) } == bytes, "\(name) \(level)")
      }
    }
  }

  @Test func damagedZstdFramesDoNotTrap() {
    var random = SplitMix64(state: 9)
    let frame = ZstdFrame.compress(Array(Self.contents[0].bytes.prefix(3000)), level: 3) ?? []
    for _ in 0..<2000 {
      var damaged = frame
      damaged[Int(random.next(below: UInt32(frame.count)))] ^= 1 << UInt8(random.next(below: 8))
      let found = Self.decompress(zstd: damaged, limit: 1 << 20)
      #expect(found.bytes.count <= 1 << 20)
    }
  }

  @Test func bombsStopAtTheLimit() {
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    let limit = 1 << 20
    for size in [true, false] {
      let frame = Self.frame(
        zeros, linked: true, blockChecksums: false, contentChecksum: false, size: size, blockSize: 7, level: 0)
      let found = Self.decompress(lz4: frame, limit: limit)
      #expect(found.result == .tooLarge && found.bytes.count <= limit)
    }
    let frame = ZstdFrame.compress(zeros, level: 3) ?? []
    let found = Self.decompress(zstd: frame, limit: limit)
    #expect(found.result == .tooLarge && found.bytes.count <= limit)
    // The same without the size of the content in the header.
    let stream = Self.zstdStream(zeros)
    let streamed = Self.decompress(zstd: stream, limit: limit)
    #expect(streamed.result == .tooLarge && streamed.bytes.count <= limit)
    #expect(Self.decompress(zstd: stream).bytes == zeros)
  }

  /// A zstd frame whose header does not say how much comes out.
  private static func zstdStream(_ content: [UInt8]) -> [UInt8] {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    let capacity = ZSTD_compressBound(content.count)
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = ZSTD_compress2(context, buffer.baseAddress, capacity, content, content.count)
    }
  }
}
