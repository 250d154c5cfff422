/// The compressed part of a recording that is being read: how many of its bytes are still to come, and what has been decompressed
/// and not used yet.
struct CompressedChunk: Sendable {
  /// The bytes decompressed at once.
  private static let windowSize = 128 << 10

  /// The compressed bytes that are still to come.
  private(set) var bytesLeft: UInt64 = 0
  /// The checksum of what has been decompressed.
  private(set) var checksum = CRC32()
  /// The bytes that have been decompressed.
  private(set) var decompressedSize: UInt64 = 0

  /// Why it cannot be decompressed any further; nil where nothing is wrong.
  private(set) var failure: EventFormatError?

  private var decompressor: (any StreamDecompressor)?
  private var sizeLimit: UInt64 = 0
  private var window: [UInt8] = []
  private var available = 0..<0

  /// Begins a chunk.
  ///
  /// - Parameters:
  ///   - compressedSize: its bytes.
  ///   - decompressedSize: the bytes that it decompresses to; more are refused.
  ///   - decompressor: nil where it is not compressed.
  mutating func begin(
    compressedSize: UInt64, decompressedSize: UInt64, decompressor: (any StreamDecompressor)?
  ) {
    if window.isEmpty { window = [UInt8](repeating: 0, count: Self.windowSize) }
    bytesLeft = compressedSize
    sizeLimit = decompressedSize
    self.decompressor = decompressor
    decompressor?.reset()
    checksum = CRC32()
    self.decompressedSize = 0
    failure = nil
    available = 0..<0
  }

  /// Whether decompressed bytes wait to be used.
  var hasAvailable: Bool { !available.isEmpty }

  /// Gives `body` the decompressed bytes; it returns how many of them it has used.
  mutating func use(_ body: (UnsafeRawBufferPointer) -> Int) {
    let used = window.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[available])) }
    available = (available.lowerBound + used)..<available.upperBound
  }

  /// Decompresses more, when nothing is available, and returns how many of `bytes` were read.
  ///
  /// Nothing is available afterwards only where more bytes are needed, none are left, or `failure` is set.
  mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int {
    var read = 0
    while !hasAvailable {
      let offered = Int(min(UInt64(bytes.count - read), bytesLeft))
      let step: (read: Int, written: Int)
      do throws(EventFormatError) {
        step = try decompress(UnsafeRawBufferPointer(rebasing: bytes[read..<(read + offered)]))
      } catch {
        failure = error
        break
      }
      if step.read == 0, step.written == 0 { break }
      read += step.read
      bytesLeft -= UInt64(step.read)
      decompressedSize += UInt64(step.written)
      guard decompressedSize <= sizeLimit else {
        failure = EventFormatError(.damaged, "chunk decompresses to more than the \(sizeLimit) bytes it says", at: 0)
        break
      }
      available = 0..<step.written
      window.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[available])) }
    }
    return read
  }

  private mutating func decompress(
    _ bytes: UnsafeRawBufferPointer
  ) throws(EventFormatError) -> (read: Int, written: Int) {
    var result = (read: 0, written: 0)
    var failure: EventFormatError?
    window.withUnsafeMutableBytes { target in
      guard let decompressor else {
        let count = min(bytes.count, target.count)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        result = (count, count)
        return
      }
      do throws(EventFormatError) {
        result = try decompressor.decompress(bytes, into: target)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }
}
