/// What a decompressed packet of an AEDAT 4 file holds.
enum AEDAT4PacketContent: Equatable {
  /// Events: where they stand.
  case events(FlatBuffer.Vector)
  /// Trigger tables: where the offsets to them stand.
  case triggers(FlatBuffer.Vector)
  /// Something else.
  case other(FlatBufferIdentifier)

  /// Finds the content of a packet of `byteCount` bytes of which `bytes` are there.
  static func find(
    in bytes: UnsafeRawBufferPointer, byteCount: Int
  ) throws(FlatBuffer.Failure) -> AEDAT4PacketContent {
    let size = Int(try FlatBuffer(bytes, byteCount: byteCount).load(UInt32.self, at: 0))
    guard size >= 8, size <= byteCount - 4 else { throw .malformed }
    let buffer = FlatBuffer(bytes, byteCount: size + 4)
    let identifier = try buffer.identifier(base: 4)
    guard identifier == AEDAT4.events || identifier == AEDAT4.triggers else { return .other(identifier) }
    let isEvents = identifier == AEDAT4.events
    let vector = try buffer.vector(
      field: 0, of: try buffer.root(base: 4), stride: isEvents ? AEDAT4.eventByteCount : 4)
    let found = vector ?? FlatBuffer.Vector(position: size + 4, count: 0)
    return isEvents ? .events(found) : .triggers(found)
  }
}
