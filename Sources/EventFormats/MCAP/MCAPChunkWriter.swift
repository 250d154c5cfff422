/// Collects messages of some channels and writes them in chunks, then the index of them all.
///
/// A chunk ends with 1 MiB or 250 ms, so that what is there after a sudden end is readable up to the last quarter of a second.
struct MCAPChunkWriter: Sendable {
  /// The bytes at which a chunk ends.
  private static let chunkSize = 1 << 20
  /// The time at which a chunk ends, in nanoseconds.
  private static let chunkNanoseconds: UInt64 = 250_000_000

  private struct IndexEntry: Sendable {
    var start: UInt64
    var end: UInt64
    var offset: UInt64
    var length: UInt64
    /// Where the index of each channel lies that has messages in the chunk.
    var channelIndexes: [(channel: UInt16, offset: UInt64)]
    var indexLength: UInt64
    var compressedSize: UInt64
    var uncompressedSize: UInt64
  }

  private let compression: MCAPCompression
  private var chunk: [UInt8] = []
  private var messages: [(channel: UInt16, time: UInt64, offset: UInt64)] = []
  private var index: [IndexEntry] = []
  /// Messages of each channel.
  private var counts: [UInt64]
  private var start: UInt64 = 0
  private var end: UInt64 = 0

  init(channels: Int, compression: MCAPCompression) {
    counts = [UInt64](repeating: 0, count: channels)
    self.compression = compression
  }

  private var messageCount: UInt64 { counts.reduce(0, +) }

  /// Adds a message whose bytes `body` appends, and writes the chunk if it is full.
  ///
  /// - Parameters:
  ///   - channel: its channel, from 0; the file counts from 1.
  ///   - time: in nanoseconds.
  ///   - origin: the offset in the file of the first byte of `output`; below 0 where it holds bytes from before the file.
  mutating func add(
    channel: Int, sequence: UInt32, time: UInt64, origin: Int, to output: inout [UInt8], _ body: (inout [UInt8]) -> Void
  ) throws(EventFormatError) {
    if let first = messages.first, time > first.time &+ Self.chunkNanoseconds || time < first.time {
      try flush(origin: origin, to: &output)
    }
    let number = UInt16(channel + 1)
    messages.append((number, time, UInt64(chunk.count)))
    MCAPRecord.append(MCAP.Opcode.message, to: &chunk) { chunk in
      chunk.append(littleEndian: number)
      chunk.append(littleEndian: sequence)
      chunk.append(littleEndian: time)
      chunk.append(littleEndian: time)
      body(&chunk)
    }
    start = messageCount == 0 ? time : min(start, time)
    end = max(end, time)
    counts[channel] += 1
    if chunk.count >= Self.chunkSize { try flush(origin: origin, to: &output) }
  }

  /// Writes what has been collected.
  mutating func flush(origin: Int, to output: inout [UInt8]) throws(EventFormatError) {
    guard let first = messages.map(\.time).min(), let last = messages.map(\.time).max() else { return }
    let compressed = try compression.compress(chunk)
    var checksum = CRC32()
    chunk.withUnsafeBytes { checksum.update($0) }
    let offset = UInt64(origin + output.count)
    MCAPRecord.append(MCAP.Opcode.chunk, to: &output) { output in
      output.append(littleEndian: first)
      output.append(littleEndian: last)
      output.append(littleEndian: UInt64(chunk.count))
      output.append(littleEndian: checksum.value)
      MCAPRecord.append(text: compression.name, to: &output)
      output.append(littleEndian: UInt64(compressed.count))
      output += compressed
    }
    let indexStart = UInt64(origin + output.count)
    var channelIndexes: [(channel: UInt16, offset: UInt64)] = []
    for channel in 1...UInt16(counts.count) where messages.contains(where: { $0.channel == channel }) {
      channelIndexes.append((channel, UInt64(origin + output.count)))
      MCAPRecord.append(MCAP.Opcode.messageIndex, to: &output) { output in
        output.append(littleEndian: channel)
        MCAPRecord.append(
          sized: { output in
            for message in messages where message.channel == channel {
              output.append(littleEndian: message.time)
              output.append(littleEndian: message.offset)
            }
          }, to: &output)
      }
    }
    index.append(
      IndexEntry(
        start: first, end: last, offset: offset, length: indexStart - offset, channelIndexes: channelIndexes,
        indexLength: UInt64(origin + output.count) - indexStart, compressedSize: UInt64(compressed.count),
        uncompressedSize: UInt64(chunk.count)))
    chunk.removeAll(keepingCapacity: true)
    messages.removeAll(keepingCapacity: true)
  }

  /// Appends the index of all chunks.
  func appendIndex(to output: inout [UInt8]) {
    for entry in index {
      MCAPRecord.append(MCAP.Opcode.chunkIndex, to: &output) { output in
        output.append(littleEndian: entry.start)
        output.append(littleEndian: entry.end)
        output.append(littleEndian: entry.offset)
        output.append(littleEndian: entry.length)
        MCAPRecord.append(
          sized: { output in
            for (channel, offset) in entry.channelIndexes {
              output.append(littleEndian: channel)
              output.append(littleEndian: offset)
            }
          }, to: &output)
        output.append(littleEndian: entry.indexLength)
        MCAPRecord.append(text: compression.name, to: &output)
        output.append(littleEndian: entry.compressedSize)
        output.append(littleEndian: entry.uncompressedSize)
      }
    }
  }

  /// Appends the numbers of messages and chunks.
  func appendStatistics(to output: inout [UInt8]) {
    MCAPRecord.append(MCAP.Opcode.statistics, to: &output) { output in
      output.append(littleEndian: messageCount)
      output.append(littleEndian: UInt16(counts.count))
      output.append(littleEndian: UInt32(counts.count))
      output.append(littleEndian: 0 as UInt32)
      output.append(littleEndian: 0 as UInt32)
      output.append(littleEndian: UInt32(clamping: index.count))
      output.append(littleEndian: start)
      output.append(littleEndian: end)
      MCAPRecord.append(
        sized: { output in
          for (index, count) in counts.enumerated() where count > 0 || counts.count == 1 {
            output.append(littleEndian: UInt16(index + 1))
            output.append(littleEndian: count)
          }
        }, to: &output)
    }
  }
}
