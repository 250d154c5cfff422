/// Writes protobuf messages field by field; fields that hold their default are left out, as proto3 has it.
///
/// Source: Protocol Buffers, Encoding.
struct ProtobufWriter {
  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
  }

  private(set) var bytes: [UInt8] = []

  /// A whole number or a value of an enumeration.
  mutating func append(integer number: UInt64, field: UInt64) {
    guard number != 0 else { return }
    append(field, .varint)
    append(varint: number)
  }

  mutating func append(number: Double, field: UInt64) {
    guard number.bitPattern != 0 else { return }
    append(field, .fixed64)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(text: String, field: UInt64) { append(data: Array(text.utf8), field: field) }

  mutating func append(data: [UInt8], field: UInt64) {
    guard !data.isEmpty else { return }
    append(field, .bytes)
    append(varint: UInt64(data.count))
    bytes += data
  }

  /// A message whose fields `body` appends; it is there also where it has none.
  mutating func appendMessage(field: UInt64, _ body: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    body(&message)
    append(field, .bytes)
    append(varint: UInt64(message.bytes.count))
    bytes += message.bytes
  }

  /// `google.protobuf.Timestamp`.
  mutating func append(timeNanoseconds: Int64, field: UInt64) {
    let (seconds, rest) = timeNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    appendMessage(field: field) { message in
      // Before 1970 the nanoseconds still count forward.
      message.append(integer: UInt64(bitPattern: rest < 0 ? seconds - 1 : seconds), field: 1)
      message.append(integer: UInt64(rest < 0 ? rest + 1_000_000_000 : rest), field: 2)
    }
  }

  private mutating func append(_ field: UInt64, _ type: WireType) { append(varint: field << 3 | type.rawValue) }

  private mutating func append(varint number: UInt64) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
