/// Writes values as little-endian CDR, the serialisation of ROS 2.
///
/// Every number lies at a multiple of its size, counted from the end of the four bytes that say how what follows is written.
/// Source: OMG, Common Object Request Broker Architecture, version 3.3, part 2, section 9.3.
struct CDRWriter {
  private(set) var bytes: [UInt8] = [0, 1, 0, 0]
  private static let headerByteCount = 4

  init(reservingBytes count: Int) { bytes.reserveCapacity(count) }

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    align(to: MemoryLayout<Number>.size)
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ number: Double) { append(number.bitPattern) }

  mutating func append(_ number: Float) { append(number.bitPattern) }

  /// A text: its length with the final zero, then its bytes.
  mutating func append(_ text: String) {
    append(UInt32(text.utf8.count + 1))
    bytes.append(contentsOf: text.utf8)
    bytes.append(0)
  }

  /// `std_msgs/msg/Header`.
  mutating func appendHeader(timeNanoseconds: Int64, frame: String) {
    let (seconds, rest) = timeNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    // Before 1970 the nanoseconds still count forward.
    append(Int32(truncatingIfNeeded: rest < 0 ? seconds - 1 : seconds))
    append(UInt32(rest < 0 ? rest + 1_000_000_000 : rest))
    append(frame)
  }

  private mutating func align(to size: Int) {
    while (bytes.count - Self.headerByteCount) % size != 0 { bytes.append(0) }
  }
}
