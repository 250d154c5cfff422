/// What the table at the end of an AEDAT 4 file says of a packet.
struct AEDAT4TableEntry: Equatable, Sendable {
  var stream: Int32
  /// The offset in the file of the packet's content, after its header.
  var offset: Int64 = 0
  /// The size of the content.
  var byteCount: Int32 = 0
  /// The number of events or triggers.
  var count: Int
  var firstTime: Int64
  var lastTime: Int64

  /// The FlatBuffer of a table.
  static func table(_ entries: [AEDAT4TableEntry]) -> [UInt8] {
    var buffer = FlatBufferBytes()
    buffer.beginSized(AEDAT4.table, vectorCount: entries.count)
    // Offset at 16, stream and size at 4, count at 24, times at 32 and 40 of each table.
    buffer.appendTables(count: entries.count, fields: [16, 4, 24, 32, 40], tableByteCount: 48) { buffer, index in
      let entry = entries[index]
      buffer.append(entry.stream)
      buffer.append(entry.byteCount)
      buffer.append(UInt32(0))
      for number in [entry.offset, Int64(entry.count), entry.firstTime, entry.lastTime] { buffer.append(number) }
    }
    buffer.endSized(vectorCount: entries.count)
    return buffer.bytes
  }
}
