public import Events

/// A hash over events that does not depend on the format they were stored in, computed incrementally.
///
/// SHA-256 over all events in stream order as packed little-endian records of 13 bytes: time as a signed 64-bit number,
/// x and y as 16-bit numbers, polarity as one byte (1 for ON).
public struct CanonicalDigest: Sendable {
  private static let recordByteCount = 13
  /// So many records are a whole number of SHA-256 blocks.
  private static let bufferedRecords = SHA256.blockByteCount

  private var hash: SHA256
  private var buffer = InlineArray<832, UInt8>(repeating: 0)
  private var bufferedCount = 0

  /// Creates the digest of no events.
  public init() {
    self.init(usesInstructions: true)
  }

  /// Creates the digest of no events, computed with or without the processor's instructions for it.
  package init(usesInstructions: Bool) {
    hash = SHA256(usesInstructions: usesInstructions)
  }

  /// Adds events that follow those of the last call.
  public mutating func add(_ events: Span<Event>) {
    var position = 0
    while position < events.count {
      let count = min(events.count - position, Self.bufferedRecords - bufferedCount)
      withUnsafeMutableBytes(of: &buffer) { bytes in
        for index in 0..<count {
          let event = events[position + index]
          let offset = (bufferedCount + index) * Self.recordByteCount
          bytes.storeBytes(of: event.time.littleEndian, toByteOffset: offset, as: Int64.self)
          bytes.storeBytes(of: event.x.littleEndian, toByteOffset: offset + 8, as: UInt16.self)
          bytes.storeBytes(of: event.y.littleEndian, toByteOffset: offset + 10, as: UInt16.self)
          bytes.storeBytes(of: event.polarity.rawValue, toByteOffset: offset + 12, as: UInt8.self)
        }
      }
      bufferedCount += count
      position += count
      if bufferedCount == Self.bufferedRecords {
        withUnsafeBytes(of: buffer) { hash.update(blocks: $0) }
        bufferedCount = 0
      }
    }
  }

  /// The digest of all events added so far, as 64 lower-case hexadecimal digits.
  public var hexadecimal: String {
    withUnsafeBytes(of: buffer) { bytes in
      hash.finish(rest: UnsafeRawBufferPointer(rebasing: bytes[..<(bufferedCount * Self.recordByteCount)]))
    }
  }
}
