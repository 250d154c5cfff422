import CZlib
import SpikingNetwork

extension ZIPArchive {
  /// How much is read at once where not everything is kept.
  private static var chunkByteCount: Int { 1 << 20 }
  /// What a deflated entry may grow to whatever its size in the file.
  private static var harmlessByteCount: Int { 1 << 26 }
  /// How many times its size in the file a larger entry may have: weights hardly shrink at all.
  private static var largestRatio: Int { 100 }

  /// Reads an entry as a whole and checks its CRC-32.
  ///
  /// - Parameters:
  ///   - entry: An entry of this archive.
  ///   - limit: The largest number of bytes to read.
  ///
  /// Throws `ZIPArchiveError`, or what reading throws.
  public func bytes(of entry: ZIPEntry, limit: Int = .max) throws -> [UInt8] {
    let payload = try payload(of: entry)
    let allowed =
      entry.method == .stored
      ? limit : min(limit, max(Self.harmlessByteCount, Self.clampedProduct(entry.compressedByteCount)))
    guard entry.byteCount <= allowed else {
      throw ZIPArchiveError.tooLarge(
        name: entry.name, byteCount: UInt64(entry.byteCount), compressedByteCount: UInt64(entry.compressedByteCount),
        limit: allowed)
    }
    let bytes =
      switch entry.method {
      case .stored: try source.bytes(payload)
      case .deflated: try inflated(entry, payload)
      }
    try check(entry, payload, crc: Self.crc32(of: bytes))
    return bytes
  }

  /// Checks the CRC-32 of a stored entry without holding it; throws like `bytes(of:)`.
  func checkStored(_ entry: ZIPEntry) throws {
    let payload = try payload(of: entry)
    guard entry.crc32 != 0 else { return }
    var crc: UInt32 = 0
    for start in stride(from: payload.lowerBound, to: payload.upperBound, by: Self.chunkByteCount) {
      let chunk = try source.bytes(start..<min(start + Self.chunkByteCount, payload.upperBound))
      crc = Self.crc32(of: chunk, after: crc)
    }
    try check(entry, payload, crc: crc)
  }

  /// Reads a part of a stored entry, which must lie inside it.
  func storedBytes(of entry: ZIPEntry, _ range: Range<Int>) throws -> [UInt8] {
    let payload = try payload(of: entry)
    return try source.bytes(payload.lowerBound + range.lowerBound..<payload.lowerBound + range.upperBound)
  }

  private func check(_ entry: ZIPEntry, _ payload: Range<Int>, crc: UInt32) throws {
    // torch.save writes 0 where it was told not to compute a CRC-32.
    guard entry.crc32 == 0 || entry.crc32 == crc else {
      throw ZIPArchiveError.damaged(
        name: entry.name, offset: payload.lowerBound,
        reason: "its CRC-32 is 0x\(String(crc, radix: 16)), the directory says 0x\(String(entry.crc32, radix: 16))")
    }
  }

  private func inflated(_ entry: ZIPEntry, _ payload: Range<Int>) throws -> [UInt8] {
    var stream = z_stream()
    guard saccade_inflate_raw_init(&stream) == Z_OK else {
      throw ZIPArchiveError.damaged(name: entry.name, offset: payload.lowerBound, reason: "zlib has no memory")
    }
    defer { inflateEnd(&stream) }
    // One byte more than announced, so that an entry that does not end there is noticed.
    var output = [UInt8](repeating: 0, count: entry.byteCount + 1)
    var (read, written, status) = (payload.lowerBound, 0, Z_OK)
    while status == Z_OK, read < payload.upperBound, written < output.count {
      var chunk = try source.bytes(read..<min(read + Self.chunkByteCount, payload.upperBound))
      (status, read, written) = Self.inflate(&stream, &chunk, at: read, into: &output, from: written)
    }
    guard status == Z_STREAM_END, written == entry.byteCount else {
      let reason =
        switch status {
        case Z_STREAM_END: "it has \(written) bytes instead of \(entry.byteCount)"
        case Z_OK where written > entry.byteCount: "it has more than the \(entry.byteCount) bytes announced"
        case Z_OK, Z_BUF_ERROR: "its compressed bytes end too early"
        default: "its compressed bytes are invalid near byte \(read)"
        }
      throw ZIPArchiveError.damaged(name: entry.name, offset: payload.lowerBound, reason: reason)
    }
    output.removeLast()
    return output
  }

  /// Inflates a chunk as far as there is room; returns zlib's status and where reading and writing got to.
  private static func inflate(
    _ stream: inout z_stream, _ chunk: inout [UInt8], at read: Int, into output: inout [UInt8], from written: Int
  ) -> (status: Int32, read: Int, written: Int) {
    chunk.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        // zlib counts in 32 bits; the rest has room the next time.
        let room = min(output.count - written, Int(Int32.max))
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress.map { $0 + written }
        stream.avail_out = UInt32(room)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return (status, read + input.count - Int(stream.avail_in), written + room - Int(stream.avail_out))
      }
    }
  }

  private static func crc32(of bytes: [UInt8], after crc: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32_z(UInt(crc), buffer.baseAddress, buffer.count))
    }
  }

  private static func clampedProduct(_ byteCount: Int) -> Int {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: largestRatio)
    return overflow ? .max : product
  }
}
