/// Encodes an MCAP file of any channels: its beginning, messages in chunks, the index and the end.
///
/// What is there after a sudden end is readable up to the last chunk.
package struct MCAPFileEncoder: Sendable {
  private static let headerLibrary = "saccade"

  private let profile: String
  private let channels: [MCAPChannel]
  private var chunks: MCAPChunkWriter
  /// The bytes given so far.
  package private(set) var byteCount = 0
  private var hasBegun = false

  /// Creates an encoder at the start of a file.
  ///
  /// - Parameters:
  ///   - profile: what the channels have in common, for example `ros2`; empty for nothing.
  ///   - channels: numbered from 1 in the file, from 0 here.
  package init(profile: String, channels: [MCAPChannel], compression: MCAPCompression) {
    self.profile = profile
    self.channels = channels
    chunks = MCAPChunkWriter(channels: channels.count, compression: compression)
  }

  /// Appends what stands at the start of the file, unless that was done.
  package mutating func begin(into output: inout [UInt8]) {
    let origin = byteCount - output.count
    defer { byteCount = origin + output.count }
    guard !hasBegun else { return }
    hasBegun = true
    output += MCAP.magic
    MCAPRecord.append(MCAP.Opcode.header, to: &output) { output in
      MCAPRecord.append(text: profile, to: &output)
      MCAPRecord.append(text: Self.headerLibrary, to: &output)
    }
    // Before all chunks, so that every part of the file behind them can be read.
    appendChannels(to: &output)
  }

  /// Adds a message whose bytes `body` appends, and appends the chunk if that is full.
  ///
  /// - Parameters:
  ///   - channel: its channel, from 0.
  ///   - time: in nanoseconds.
  package mutating func add(
    channel: Int, sequence: UInt32, time: UInt64, into output: inout [UInt8], _ body: (inout [UInt8]) -> Void
  ) throws(EventFormatError) {
    begin(into: &output)
    let origin = byteCount - output.count
    defer { byteCount = origin + output.count }
    try chunks.add(channel: channel, sequence: sequence, time: time, origin: origin, to: &output, body)
  }

  /// Appends the messages that were added, as a chunk.
  package mutating func flush(into output: inout [UInt8]) throws(EventFormatError) {
    let origin = byteCount - output.count
    defer { byteCount = origin + output.count }
    try chunks.flush(origin: origin, to: &output)
  }

  /// Appends what is left, the index and the end of the file; nothing may be added afterwards.
  package mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    begin(into: &output)
    let origin = byteCount - output.count
    defer { byteCount = origin + output.count }
    try chunks.flush(origin: origin, to: &output)
    MCAPRecord.append(MCAP.Opcode.dataEnd, to: &output) { $0.append(littleEndian: 0 as UInt32) }
    appendSummary(origin, to: &output)
    output += MCAP.magic
  }

  private func appendChannels(to output: inout [UInt8]) {
    for (index, channel) in channels.enumerated() {
      MCAPRecord.append(MCAP.Opcode.schema, to: &output) { output in
        output.append(littleEndian: UInt16(index + 1))
        MCAPRecord.append(text: channel.schemaName, to: &output)
        MCAPRecord.append(text: channel.schemaEncoding, to: &output)
        MCAPRecord.append(sized: { $0 += channel.schema }, to: &output)
      }
    }
    for (index, channel) in channels.enumerated() {
      MCAPRecord.append(MCAP.Opcode.channel, to: &output) { output in
        output.append(littleEndian: UInt16(index + 1))
        output.append(littleEndian: UInt16(index + 1))
        MCAPRecord.append(text: channel.topic, to: &output)
        MCAPRecord.append(text: channel.messageEncoding, to: &output)
        MCAPRecord.append(sized: { _ in }, to: &output)
      }
    }
  }

  /// Appends schemas, channels, statistics and the chunks' index again, the places of the groups, and the footer with its
  /// checksum.
  private func appendSummary(_ origin: Int, to output: inout [UInt8]) {
    let start = output.count
    appendChannels(to: &output)
    let statistics = output.count
    chunks.appendStatistics(to: &output)
    let index = output.count
    chunks.appendIndex(to: &output)
    let offsets = output.count
    for (opcode, from, to) in [
      (MCAP.Opcode.statistics, statistics, index), (MCAP.Opcode.chunkIndex, index, offsets),
    ] where to > from {
      MCAPRecord.append(MCAP.Opcode.summaryOffset, to: &output) { output in
        output.append(opcode)
        output.append(littleEndian: UInt64(origin + from))
        output.append(littleEndian: UInt64(to - from))
      }
    }
    let footer = output.count
    MCAPRecord.append(MCAP.Opcode.footer, to: &output) { output in
      output.append(littleEndian: UInt64(origin + start))
      output.append(littleEndian: UInt64(origin + offsets))
      output.append(littleEndian: 0 as UInt32)
    }
    // Of all from the summary's start up to the checksum itself.
    var checksum = CRC32()
    let checked = output.count - 4
    output.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[start..<checked])) }
    MCAPRecord.patch(checksum.value, at: footer + MCAP.recordHeaderSize + 16, in: &output)
  }
}
