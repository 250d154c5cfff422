/// Reads values of a FlatBuffer of which not all bytes may be there yet; every offset is checked before use.
///
/// Source: https://flatbuffers.dev/internals/
struct FlatBuffer {
  /// Why a value cannot be read.
  enum Failure: Error, Equatable {
    /// So many bytes from the start of `bytes` are needed.
    case needs(byteCount: Int)
    /// An offset leads outside the buffer.
    case malformed
  }

  /// The bytes that are there, from the start of the buffer.
  let bytes: UnsafeRawBufferPointer
  /// The size of the whole buffer.
  let byteCount: Int

  /// A table: where it stands and where its fields are listed.
  struct Table {
    let position: Int
    fileprivate let fieldsPosition: Int
    fileprivate let fieldsByteCount: Int
    fileprivate let byteCount: Int
  }

  /// A vector: where its elements begin and how many there are.
  struct Vector: Equatable {
    let position: Int
    let count: Int
  }

  /// Creates a reader of a buffer of `byteCount` bytes that begins with `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, byteCount: Int) {
    self.bytes = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, byteCount)])
    self.byteCount = byteCount
  }

  /// Reads a little-endian number.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at position: Int
  ) throws(Failure) -> Number {
    try require(MemoryLayout<Number>.size, at: position)
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// The four characters at bytes 4...7 after `base` that name the kind of buffer.
  func identifier(base: Int) throws(Failure) -> FlatBufferIdentifier {
    FlatBufferIdentifier(code: try load(UInt32.self, at: base + 4))
  }

  /// The table that the buffer beginning at `base` holds.
  func root(base: Int) throws(Failure) -> Table { try table(at: try follow(at: base)) }

  /// The table at `position`.
  func table(at position: Int) throws(Failure) -> Table {
    let fieldsPosition = position - Int(try load(Int32.self, at: position))
    let fieldsByteCount = Int(try load(UInt16.self, at: fieldsPosition))
    let tableByteCount = Int(try load(UInt16.self, at: fieldsPosition + 2))
    guard fieldsByteCount >= 4, tableByteCount >= 4, position + tableByteCount <= byteCount else { throw .malformed }
    try require(fieldsByteCount, at: fieldsPosition)
    return Table(
      position: position, fieldsPosition: fieldsPosition, fieldsByteCount: fieldsByteCount, byteCount: tableByteCount)
  }

  /// Where a table's field of `size` bytes stands; nil where the table leaves it out.
  func field(_ index: Int, of table: Table, size: Int) throws(Failure) -> Int? {
    let entry = 4 + 2 * index
    guard entry + 2 <= table.fieldsByteCount else { return nil }
    let offset = Int(try load(UInt16.self, at: table.fieldsPosition + entry))
    guard offset != 0 else { return nil }
    guard offset >= 4, offset + size <= table.byteCount else { throw .malformed }
    return table.position + offset
  }

  /// A table's field that is a number; nil where the table leaves it out.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, field index: Int, of table: Table
  ) throws(Failure) -> Number? {
    guard let position = try field(index, of: table, size: MemoryLayout<Number>.size) else { return nil }
    return try load(Number.self, at: position)
  }

  /// A table's field that is a vector of elements of `stride` bytes; nil where the table leaves it out.
  ///
  /// The elements lie within the buffer, but may not be there yet.
  func vector(field index: Int, of table: Table, stride: Int) throws(Failure) -> Vector? {
    guard let position = try field(index, of: table, size: 4) else { return nil }
    let start = try follow(at: position)
    let count = Int(try load(UInt32.self, at: start))
    guard count <= (byteCount - start - 4) / stride else { throw .malformed }
    return Vector(position: start + 4, count: count)
  }

  /// Where the offset at `position` leads to.
  func follow(at position: Int) throws(Failure) -> Int {
    let target = position + Int(try load(UInt32.self, at: position))
    guard target <= byteCount - 4 else { throw .malformed }
    return target
  }

  /// Checks that `count` bytes at `position` lie within the buffer and are there.
  func require(_ count: Int, at position: Int) throws(Failure) {
    guard position >= 0, position <= byteCount - count else { throw .malformed }
    guard position + count <= bytes.count else { throw .needs(byteCount: position + count) }
  }
}
