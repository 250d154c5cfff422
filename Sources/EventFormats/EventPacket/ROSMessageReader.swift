/// Reads the fields of one ROS message in order; every method gives nil where the message ends before.
struct ROSMessageReader {
  /// The offset in the message of the next field, before its padding.
  private(set) var offset: Int

  private let bytes: UnsafeRawBufferPointer
  private let isAligned: Bool
  private let isBigEndian: Bool
  private let origin: Int

  /// Starts at a message's first field; nil where it is not serialised as said.
  init?(_ bytes: UnsafeRawBufferPointer, _ serialization: ROSSerialization) {
    self.bytes = bytes
    switch serialization {
    case .ros1:
      (offset, origin, isAligned, isBigEndian) = (0, 0, false, false)
    case .cdr:
      // Plain CDR in either byte order; the other kinds are not used by ROS.
      guard bytes.count >= 4, bytes[0] == 0, bytes[1] <= 1 else { return nil }
      (offset, origin, isAligned, isBigEndian) = (4, 4, true, bytes[1] == 0)
    }
  }

  mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    var start = offset
    if isAligned { start += (size - (start - origin) % size) % size }
    guard start <= bytes.count - size else { return nil }
    offset = start + size
    let value = bytes.loadUnaligned(fromByteOffset: start, as: Value.self)
    return isBigEndian ? Value(bigEndian: value) : Value(littleEndian: value)
  }

  mutating func text() -> String? {
    guard var range = byteRange() else { return nil }
    // CDR counts the zero at the end.
    if isAligned, let last = range.last, bytes[last] == 0 { range = range.lowerBound..<last }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The place of a sequence of bytes.
  mutating func byteRange() -> Range<Int>? {
    guard let count = integer(UInt32.self), Int(count) <= bytes.count - offset else { return nil }
    defer { offset += Int(count) }
    return offset..<(offset + Int(count))
  }
}
