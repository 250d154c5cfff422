/// The bytes of a FlatBuffer that is being written, front to back.
struct FlatBufferBytes: Sendable {
  private(set) var bytes: [UInt8] = []

  /// The number of bytes so far.
  var byteCount: Int { bytes.count }

  /// Appends a little-endian number.
  mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are.
  mutating func append(_ bytes: some Sequence<UInt8>) { self.bytes.append(contentsOf: bytes) }

  /// Appends `count` records of `recordByteCount` bytes that `write` puts in place.
  mutating func appendRecords<Failure: Error>(
    count: Int, recordByteCount: Int, write: (_ index: Int, _ record: UnsafeMutableRawPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try bytes.appendRecords(count: count, recordByteCount: recordByteCount, write: write)
  }

  /// Appends zeros until the size is a multiple of `alignment`.
  mutating func align(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  /// Replaces the number at `position`.
  mutating func replace(_ number: UInt32, at position: Int) {
    for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: number >> UInt32(8 * index)) }
  }

  /// Begins a buffer with its size (put in by `endSized`) whose root table has one field, a vector of `count` elements;
  /// the elements follow, at byte 32.
  mutating func beginSized(_ identifier: FlatBufferIdentifier, vectorCount count: Int) {
    bytes.removeAll(keepingCapacity: true)
    append(UInt32(0))
    // The root table at 20, counted from the byte after the size.
    append(UInt32(16))
    append(identifier.bytes)
    append(UInt16(0))
    // The list of fields at 14: its size, the table's size, the place of the only field.
    append(UInt16(6))
    append(UInt16(8))
    append(UInt16(4))
    append(Int32(6))
    append(UInt32(4))
    append(UInt32(count))
  }

  /// Puts in the size and the count that were not known at the beginning.
  mutating func endSized(vectorCount count: Int) {
    replace(UInt32(bytes.count - 4), at: 0)
    replace(UInt32(count), at: 28)
  }

  /// Appends the elements of a vector of tables that all have the same list of fields.
  ///
  /// The tables are aligned to 8 bytes; `write` appends the bytes of one after its first four.
  mutating func appendTables(
    count: Int, fields: [UInt16], tableByteCount: Int, write: (inout FlatBufferBytes, Int) -> Void
  ) {
    let offsetsPosition = byteCount
    let fieldsPosition = offsetsPosition + 4 * count
    var start = fieldsPosition + 4 + 2 * fields.count
    start += (8 - start % 8) % 8
    for index in 0..<count {
      append(UInt32(start + index * tableByteCount - (offsetsPosition + 4 * index)))
    }
    append(UInt16(4 + 2 * fields.count))
    append(UInt16(tableByteCount))
    for field in fields { append(field) }
    align(to: 8)
    for index in 0..<count {
      append(Int32(byteCount - fieldsPosition))
      write(&self, index)
    }
  }
}
