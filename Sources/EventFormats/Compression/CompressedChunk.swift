/// The compressed part of a recording that is being read: how many of its bytes are still to come, and what has been decompressed
/// and not used yet.
struct CompressedChunk: Sendable {
  /// The bytes decompressed at once.
  private static let windowSize = 128 << 10
  /// The compressed bytes that are decompressed together.
  ///
  /// A decompressor that meets damage keeps what it has written in the same call to itself. So that what comes out of a damaged
  /// chunk does not depend on how the recording is read, it is always called with the same bytes.
  private static let pieceSize = 128 << 10

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
  /// The compressed bytes that have come and the first of them that the decompressor has not read.
  private var piece: [UInt8] = []
  private var pieceStart = 0
  private var isCutOff = false
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
    piece.removeAll(keepingCapacity: true)
    pieceStart = 0
    isCutOff = false
  }

  /// Has the bytes that have come decompressed although others are missing, as nothing follows.
  mutating func cutOff() { isCutOff = true }

  /// Whether decompressed bytes wait to be used.
  var hasAvailable: Bool { !available.isEmpty }

  /// Gives `body` the decompressed bytes; it returns how many of them it has used.
  mutating func use(_ body: (UnsafeRawBufferPointer) -> Int) {
    let used = window.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[available])) }
    available = (available.lowerBound + used)..<available.upperBound
  }

  /// Decompresses more, when nothing is available, and returns how many of `bytes` were read.
  ///
  /// Nothing is available afterwards only where more bytes are needed, none are left, or `failure` is set; where that is set
  /// with something available, it concerns what follows.
  mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard decompressor != nil else {
      let count = Int(min(UInt64(min(bytes.count, window.count)), bytesLeft))
      window.withUnsafeMutableBytes {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      bytesLeft -= UInt64(count)
      makeAvailable(count)
      return count
    }
    var read = 0
    do throws(EventFormatError) {
      while !hasAvailable, failure == nil {
        read += collect(UnsafeRawBufferPointer(rebasing: bytes[read...]))
        guard piece.count == Self.pieceSize || bytesLeft == 0 || isCutOff else { break }
        let step = try decompress()
        pieceStart += step.read
        makeAvailable(step.written)
        guard step.read == 0, step.written == 0 else { continue }
        piece.removeAll(keepingCapacity: true)
        pieceStart = 0
        if bytesLeft == 0 || isCutOff { break }
      }
    } catch {
      failure = error
    }
    return read
  }

  /// Adds to the piece what it has room for.
  private mutating func collect(_ bytes: UnsafeRawBufferPointer) -> Int {
    let count = Int(min(UInt64(min(bytes.count, Self.pieceSize - piece.count)), bytesLeft))
    piece.append(contentsOf: bytes[..<count])
    bytesLeft -= UInt64(count)
    return count
  }

  /// Counts so many bytes at the start of the window as decompressed, those that the chunk may have.
  private mutating func makeAvailable(_ count: Int) {
    let allowed = Int(min(UInt64(count), sizeLimit - decompressedSize))
    if allowed < count {
      failure = EventFormatError(.damaged, "chunk decompresses to more than the \(sizeLimit) bytes it says", at: 0)
    }
    decompressedSize += UInt64(allowed)
    available = 0..<allowed
    window.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[available])) }
  }

  private mutating func decompress() throws(EventFormatError) -> (read: Int, written: Int) {
    guard let decompressor else { return (0, 0) }
    let start = pieceStart
    var result = (read: 0, written: 0)
    var failure: EventFormatError?
    piece.withUnsafeBytes { source in
      window.withUnsafeMutableBytes { target in
        do throws(EventFormatError) {
          result = try decompressor.decompress(UnsafeRawBufferPointer(rebasing: source[start...]), into: target)
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
    return result
  }
}
