import Events

/// What stands before the packets of an AEDAT 4 file.
struct AEDAT4Header: Equatable, Sendable {
  var compression: AEDAT4.Compression
  /// Where the table of packets begins; nil where there is none.
  var tableOffset: UInt64?
  var streams: [AEDAT4Stream]

  /// Reads the header's FlatBuffer, which stands at `offset` in the file.
  init(_ bytes: [UInt8], at offset: UInt64) throws(EventFormatError) {
    let read = bytes.withUnsafeBytes { bytes in
      do throws(FlatBuffer.Failure) {
        return try Self.fields(FlatBuffer(bytes, byteCount: bytes.count)) as Fields?
      } catch {
        return nil
      }
    }
    guard let fields = read else {
      throw EventFormatError(
        .badHeader,
        "The header of the AEDAT 4 file is damaged: an offset in its \(bytes.count) bytes leads outside of it",
        at: offset)
    }
    guard fields.identifier == AEDAT4.header else {
      throw EventFormatError(
        .badHeader, "The header of the AEDAT 4 file is marked \"\(fields.identifier)\"; it must be \"IOHE\"",
        at: offset + 4)
    }
    guard let compression = AEDAT4.Compression(rawValue: fields.compression) else {
      throw EventFormatError(
        .unsupported,
        "The AEDAT 4 file has compression \(fields.compression); 0 (none), 1, 2 (LZ4) and 3, 4 (zstd) are read",
        at: offset)
    }
    self.compression = compression
    tableOffset = fields.tablePosition > 0 ? UInt64(fields.tablePosition) : nil
    streams = AEDAT4Stream.streams(in: XMLNodeReader.attributes(of: fields.description))
  }

  private struct Fields {
    var identifier: FlatBufferIdentifier
    var compression: Int32
    var tablePosition: Int64
    var description: [UInt8]
  }

  private static func fields(_ buffer: FlatBuffer) throws(FlatBuffer.Failure) -> Fields {
    let identifier = try buffer.identifier(base: 0)
    let root = try buffer.root(base: 0)
    var description: [UInt8] = []
    if let text = try buffer.vector(field: 2, of: root, stride: 1) {
      try buffer.require(text.count, at: text.position)
      description = Array(buffer.bytes[text.position..<(text.position + text.count)])
    }
    return Fields(
      identifier: identifier, compression: try buffer.number(Int32.self, field: 0, of: root) ?? 0,
      tablePosition: try buffer.number(Int64.self, field: 1, of: root) ?? -1, description: description)
  }
}
