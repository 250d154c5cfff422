extension [UInt8] {
  /// Appends the bytes of a number, the lowest first.
  @inline(__always)
  package mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
