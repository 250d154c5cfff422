internal import CEventKernels
public import Events

/// Decodes ECF chunks, one at a time and independently of each other.
///
/// The decoder owns scratch memory for the largest chunk (0.9 MB) and allocates nothing afterwards. Every read is checked
/// against the end of the chunk and every run against the number of events left, so that no chunk makes it trap, loop or read
/// outside its bytes.
public struct ECFDecoder: ~Copyable, Sendable {
  /// How the last chunk was packed; nil before the first.
  public private(set) var packing: ECF.Packing?
  /// A pixel that has no smaller column and row than any event of the last chunk.
  package private(set) var largestPixel: (x: UInt16, y: UInt16) = (0, 0)
  /// Whether chunks are decoded by the kernel in C first; what it refuses is decoded again to say why.
  package var usesKernel = true

  private let scratch = ECFScratch()

  /// Creates a decoder.
  public init() {}

  /// The number of events a chunk says it holds, 0...65535; throws `damaged` where the chunk cannot be one.
  public static func eventCount(of chunk: RawSpan) throws(EventFormatError) -> Int {
    guard chunk.byteCount >= ECF.headerSize else {
      throw EventFormatError(
        .damaged, "ECF chunk of \(chunk.byteCount) bytes: at least \(ECF.headerSize) are needed", at: 0)
    }
    let count = Int(chunk.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self) >> 2)
    guard count <= ECF.maximumEventCount else {
      throw EventFormatError(
        .damaged, "ECF chunk says it holds \(count) events: a chunk holds at most \(ECF.maximumEventCount)", at: 0)
    }
    return count
  }

  /// Decodes one chunk and appends its events.
  ///
  /// - Parameters:
  ///   - chunk: all bytes of the chunk; bytes after its last section are ignored.
  ///   - batch: must have room for `eventCount(of: chunk)` events.
  /// - Throws: `damaged`, with the byte offset in the chunk, where a section ends early, a run is empty or too long, or time
  ///   overflows; `notRepresentable` where the batch has no room. Nothing has been appended then.
  public mutating func decode(_ chunk: RawSpan, into batch: inout EventBatch) throws(EventFormatError) {
    try batch.withUnsafeFreeCapacity { free throws(EventFormatError) in try decode(chunk, into: free) }
  }

  /// Decodes one chunk to the start of `events` and returns how many there are.
  package mutating func decode(
    _ chunk: RawSpan, into events: UnsafeMutableBufferPointer<Event>
  ) throws(EventFormatError) -> Int {
    let count = try Self.eventCount(of: chunk)
    guard count <= events.count else {
      throw EventFormatError(
        .notRepresentable, "ECF chunk of \(count) events does not fit into the room for \(events.count)", at: 0)
    }
    let info = chunk.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
    let packing: ECF.Packing =
      if info & ECF.yxpBit != 0 { .yxp } else if info & ECF.xpBit != 0 { .xp } else { .split }
    self.packing = packing
    guard count > 0, let target = events.baseAddress else { return 0 }

    if usesKernel, decodeByKernel(chunk, into: target) { return count }
    largestPixel = (.max, .max)
    let scratch = scratch
    return try chunk.withUnsafeBytes { bytes throws(EventFormatError) -> Int in
      guard let base = bytes.baseAddress else { return 0 }
      var sections = ECFSections(base: base, end: bytes.count, count: count, scratch: scratch)
      try sections.readTimes(from: chunk.unsafeLoadUnaligned(fromByteOffset: 4, as: Int64.self))
      switch packing {
      case .yxp:
        try sections.readPackedPixels(into: target)
      case .xp:
        try sections.readRows()
        try sections.readPackedColumns(into: target)
      case .split:
        try sections.readRows()
        try sections.readMaskedColumns()
        try sections.readPolarities()
        sections.combine(into: target)
      }
      return count
    }
  }

  private mutating func decodeByKernel(_ chunk: RawSpan, into events: UnsafeMutablePointer<Event>) -> Bool {
    var columns = scratch.kernelColumns
    var x: UInt16 = 0
    var y: UInt16 = 0
    let isDecoded = chunk.withUnsafeBytes { bytes in
      ecf_decode_chunk(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &columns,
        UnsafeMutableRawPointer(events).assumingMemoryBound(to: UInt8.self), &x, &y)
    }
    if isDecoded { largestPixel = (x, y) }
    return isDecoded
  }
}
