import EventFormats
import EventSources
import Events
import Glibc

/// A long RAW recording of a short one over and over, each time later: only the words of the upper half of the time change.
struct LoopedRecording {
  /// How the upper half of the time stands in the words of an encoding.
  enum Encoding: String, CaseIterable {
    case evt2
    case evt3

    var wordByteCount: Int { self == .evt2 ? 4 : 2 }
    var highBits: UInt32 { self == .evt2 ? 28 : 12 }
    var timeHighType: UInt32 { 8 }
  }

  private let header: ArraySlice<UInt8>
  private let words: [UInt32]
  private let encoding: Encoding
  private let loopCount: Int

  /// Why a recording cannot be looped.
  struct LoopError: Error, CustomStringConvertible {
    var description: String
  }

  /// Reads a sample to be looped until there are at least `eventCount` events.
  init(sample path: String, encoding: Encoding, eventCount: Int) throws {
    var file = try RecordingFile(path: path)
    guard file.description.format.rawValue == encoding.rawValue else {
      throw LoopError(description: "\(path): is \(file.description.format.rawValue), not \(encoding.rawValue)")
    }
    var batch = EventBatch()
    var sampleCount = 0
    while try file.read(into: &batch) { sampleCount += batch.count }
    guard sampleCount > 0 else { throw LoopError(description: "\(path): has no events") }
    loopCount = (eventCount + sampleCount - 1) / sampleCount
    self.encoding = encoding

    let bytes = try Self.bytes(of: path)
    let start = Self.headerByteCount(of: bytes)
    header = bytes[..<start]
    words = stride(from: start, to: bytes.count - encoding.wordByteCount + 1, by: encoding.wordByteCount).map { place in
      (0..<encoding.wordByteCount).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
  }

  func write(to path: String) throws {
    guard let file = fopen(path, "wb") else { throw Self.failure(path) }
    defer { fclose(file) }
    let highs = words.filter(isTimeHigh).map { $0 & highMask }
    guard let first = highs.first, let last = highs.last else {
      throw LoopError(description: "the sample has no word of the upper half of the time")
    }
    let step = last &- first &+ 1
    guard fwrite(Array(header), 1, header.count, file) == header.count else { throw Self.failure(path) }
    for loop in 0..<loopCount {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(words.count * encoding.wordByteCount)
      for word in words {
        let later =
          isTimeHigh(word) ? word & ~highMask | (word &+ step &* UInt32(truncatingIfNeeded: loop)) & highMask : word
        for index in 0..<encoding.wordByteCount { bytes.append(UInt8(truncatingIfNeeded: later >> UInt32(8 * index))) }
      }
      guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Self.failure(path) }
    }
    // As in `GeneratedRecording`: let the next reader fetch it from the disk.
    guard fflush(file) == 0, fsync(fileno(file)) == 0 else { throw Self.failure(path) }
    posix_fadvise(fileno(file), 0, 0, POSIX_FADV_DONTNEED)
  }

  private var highMask: UInt32 { 1 << encoding.highBits - 1 }

  private func isTimeHigh(_ word: UInt32) -> Bool { word >> encoding.highBits == encoding.timeHighType }

  private static func headerByteCount(of bytes: [UInt8]) -> Int {
    var start = 0
    while bytes[start...].starts(with: Array("% ".utf8)), let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let isEnd = bytes[start..<end].elementsEqual("% end".utf8)
      start = end + 1
      if isEnd { break }
    }
    return start
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw failure(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }

  private static func failure(_ path: String) -> LoopError {
    LoopError(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
