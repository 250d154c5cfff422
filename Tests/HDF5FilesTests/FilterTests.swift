import EventFormats
import HDF5Files
import Testing

@Suite struct FilterTests {
  static let plain: [UInt8] = (0..<4000).map { UInt8(truncatingIfNeeded: $0 / 160 * 13) }

  /// Undoes filters, given by number and in a writer's order.
  static func decode(
    _ stored: [UInt8], _ filters: [Int32], mask: UInt32 = 0, size: Int = plain.count, elementSize: Int = 4
  ) throws -> [UInt8] {
    let settings = filters.map { HDF5Filter(identifier: $0, values: []) }
    var pipeline = try FilterPipeline(settings, elementSize: elementSize, path: "/data")
    return try stored.withUnsafeBytes { bytes in
      let decoded = try pipeline.decode(bytes, mask: mask, size: size)
      return Array(UnsafeRawBufferPointer(start: decoded, count: size))
    }
  }

  static func blosc(_ bytes: [UInt8], compressor: String, elementSize: Int = 4) throws -> [UInt8] {
    var target = [UInt8](repeating: 0, count: Blosc.maximumLength(of: bytes.count))
    let length = try bytes.withUnsafeBytes { source in
      try target.withUnsafeMutableBytes { target in
        try Blosc.compress(source, elementSize: elementSize, compressor: compressor, level: 5, into: target)
      }
    }
    return Array(target[..<length])
  }

  @Test(arguments: ["blosclz", "lz4", "zlib", "zstd"]) func everyCompressorOfBloscIsRead(compressor: String) throws {
    #expect(Blosc.compressors.contains(compressor))
    let stored = try Self.blosc(Self.plain, compressor: compressor)
    #expect(stored.count < Self.plain.count)
    #expect(try Self.decode(stored, [HDF5Filter.blosc]) == Self.plain)
    // Padding behind the buffer is not part of it.
    #expect(try Self.decode(stored + [0, 0, 0], [HDF5Filter.blosc]) == Self.plain)
  }

  @Test func damagedBloscIsRefused() throws {
    let stored = try Self.blosc(Self.plain, compressor: "lz4")
    for length in 0..<stored.count {
      #expect(throws: EventFormatError.self) { try Self.decode(Array(stored[..<length]), [HDF5Filter.blosc]) }
    }
    for size in [Self.plain.count - 1, Self.plain.count + 1] {
      #expect(throws: EventFormatError.self) { try Self.decode(stored, [HDF5Filter.blosc], size: size) }
    }
    var ended = 0
    for bit in 0..<(stored.count * 8) {
      var damaged = stored
      damaged[bit / 8] ^= 1 << (bit % 8)
      do { _ = try Self.decode(damaged, [HDF5Filter.blosc]) } catch { ended += 1 }
    }
    #expect(ended > 0)
  }

  @Test func shuffledBytesArePutTogether() throws {
    // Three elements of four bytes, and two bytes that make none.
    let stored: [UInt8] = [0x10, 0x20, 0x30, 0x11, 0x21, 0x31, 0x12, 0x22, 0x32, 0x13, 0x23, 0x33, 0xAA, 0xBB]
    #expect(
      try Self.decode(stored, [HDF5Filter.shuffle], size: 14) == [
        0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23, 0x30, 0x31, 0x32, 0x33, 0xAA, 0xBB,
      ])
  }

  @Test func lzfIsRead() throws {
    // Four literals, a reference of 6 bytes 4 back, one of 2 + 7 + 1 = 10 bytes 1 back.
    let stored: [UInt8] = [3, 1, 2, 3, 4, 4 << 5, 3, 7 << 5, 1, 0]
    #expect(
      try Self.decode(stored, [HDF5Filter.lzf], size: 20)
        == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2] + [UInt8](repeating: 2, count: 10))
    for length in 0..<stored.count {
      #expect(throws: EventFormatError.self) { try Self.decode(Array(stored[..<length]), [HDF5Filter.lzf], size: 20) }
    }
    #expect(throws: EventFormatError.self) { try Self.decode([0, 1, 1 << 5, 1], [HDF5Filter.lzf], size: 4) }
    #expect(throws: EventFormatError.self) { try Self.decode([31, 1], [HDF5Filter.lzf], size: 32) }
  }

  @Test func checksumsAreChecked() throws {
    // Fletcher-32 over the 16-bit words 0x0102, 0x0304, 0x0500: sums 0x0906 and 0x0E0E.
    let data: [UInt8] = [1, 2, 3, 4, 5]
    #expect(try Self.decode(data + [0x06, 0x09, 0x0E, 0x0E], [HDF5Filter.fletcher32], size: 5) == data)
    #expect(throws: EventFormatError.self) {
      try Self.decode(data + [0x07, 0x09, 0x0E, 0x0E], [HDF5Filter.fletcher32], size: 5)
    }
    #expect(throws: EventFormatError.self) { try Self.decode([1, 2], [HDF5Filter.fletcher32], size: 2) }
  }

  @Test func filtersLeftOutAreNotUndone() throws {
    let data: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(try Self.decode(data, [HDF5Filter.shuffle, HDF5Filter.blosc], mask: 0b11, size: 8) == data)
    #expect(
      try Self.decode(data, [HDF5Filter.shuffle, HDF5Filter.blosc], mask: 0b10, size: 8) == [1, 3, 5, 7, 2, 4, 6, 8])
    #expect(throws: EventFormatError.self) { try Self.decode(data, [HDF5Filter.shuffle], size: 9) }
    #expect(throws: EventFormatError.self) { try Self.decode(data, [], size: 7) }
  }

  @Test func unknownFiltersAreNamed() {
    let error = #expect(throws: EventFormatError.self) { try Self.decode([], [32008]) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("filter 32008") == true)
  }
}
