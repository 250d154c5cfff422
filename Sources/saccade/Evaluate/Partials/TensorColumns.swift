/// Rows of whole numbers or of floating-point numbers as bytes of a tensor, one after the other.
struct TensorColumns {
  /// The bytes, little-endian.
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: Int64) { append(bits: UInt64(bitPattern: value)) }

  mutating func append(_ value: Int) { append(Int64(value)) }

  mutating func append(_ value: Double) { append(bits: value.bitPattern) }

  mutating func append(_ value: Float) { append(bits: value.bitPattern) }

  private mutating func append(bits: some FixedWidthInteger) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
