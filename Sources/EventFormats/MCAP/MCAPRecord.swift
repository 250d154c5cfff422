/// Appends MCAP records and their fields to bytes.
package enum MCAPRecord {
  /// Appends a record whose content `body` appends.
  package static func append(_ opcode: UInt8, to output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
    output.append(opcode)
    let place = output.count
    output.append(littleEndian: 0 as UInt64)
    body(&output)
    patch(UInt64(output.count - place - 8), at: place, in: &output)
  }

  /// Appends a text with its length.
  package static func append(text: String, to output: inout [UInt8]) {
    output.append(littleEndian: UInt32(text.utf8.count))
    output += text.utf8
  }

  /// Appends what `body` appends, with its length in bytes before it.
  package static func append(sized body: (inout [UInt8]) -> Void, to output: inout [UInt8]) {
    let place = output.count
    output.append(littleEndian: 0 as UInt32)
    body(&output)
    patch(UInt32(output.count - place - 4), at: place, in: &output)
  }

  /// Replaces a number that was appended before.
  package static func patch<Value: FixedWidthInteger & BitwiseCopyable>(
    _ value: Value, at place: Int, in output: inout [UInt8]
  ) {
    output.withUnsafeMutableBytes {
      $0.storeBytes(of: value.littleEndian, toByteOffset: place, as: Value.self)
    }
  }
}
