public import Events

/// The frame around a piece of an event stream in a UDP datagram: numbers, so that loss is noticed, and what the stream is.
///
/// | offset | field |
/// | --- | --- |
/// | 0 | `FF FF FF FF` `SEV1` |
/// | 8 | u64 sequence: datagrams of the stream before this one |
/// | 16 | u32 stream: another number each time the sender starts |
/// | 20 | u16 format: 2 EVT2, 21 EVT2.1, 3 EVT3, 4 EVT4, 10 DAT records without a header, 30 SPIF words |
/// | 22 | u16 width, u16 height of the sensor; 0 where the sender does not say |
/// | 26 | u16 reserved, 0 |
/// | 28 | the stream's next bytes; a word or record is in one datagram |
///
/// All numbers are little-endian. As SPIF words the first four bytes would be an event at (32767, 32767), which no sensor has.
public struct EventDatagram: Equatable, Sendable {
  /// The bytes before the stream's.
  public static let headerByteCount = 28
  /// What every datagram begins with.
  static let mark: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF] + Array("SEV1".utf8)

  /// The formats that a datagram can hold, with their numbers.
  static let formats: [(number: UInt16, format: EventFormat)] = [
    (2, .evt2), (21, .evt21), (3, .evt3), (4, .evt4), (10, .dat), (30, .spif),
  ]

  /// Datagrams of the stream before this one.
  public var sequence: UInt64
  /// Another number each time the sender starts.
  public var stream: UInt32
  /// What the bytes are.
  public var format: EventFormat
  /// The sensor's size; nil where the sender does not say.
  public var geometry: SensorGeometry?

  /// Creates a header.
  public init(sequence: UInt64, stream: UInt32, format: EventFormat, geometry: SensorGeometry? = nil) {
    self.sequence = sequence
    self.stream = stream
    self.format = format
    self.geometry = geometry
  }

  /// Whether a datagram has such a header, whole or not.
  public static func isMarked(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= mark.count && zip(bytes, mark).allSatisfy { $0 == $1 }
  }

  /// Reads a header; nil where it is cut off or names no known format.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    guard Self.isMarked(bytes), bytes.count >= Self.headerByteCount else { return nil }
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, _: Value.Type) -> Value {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
    let number = integer(at: 20, UInt16.self)
    guard let format = Self.formats.first(where: { $0.number == number })?.format else { return nil }
    sequence = integer(at: 8, UInt64.self)
    stream = integer(at: 16, UInt32.self)
    self.format = format
    let (width, height) = (integer(at: 22, UInt16.self), integer(at: 24, UInt16.self))
    geometry = width > 0 && height > 0 ? SensorGeometry(width: Int(width), height: Int(height)) : nil
  }

  /// Appends the header; false where the format cannot be in a datagram.
  @discardableResult
  public func append(to output: inout [UInt8]) -> Bool {
    guard let number = Self.formats.first(where: { $0.format == format })?.number else { return false }
    output += Self.mark
    output.append(littleEndian: sequence)
    output.append(littleEndian: stream)
    output.append(littleEndian: number)
    output.append(littleEndian: UInt16(geometry?.width ?? 0))
    output.append(littleEndian: UInt16(geometry?.height ?? 0))
    output.append(littleEndian: UInt16(0))
    return true
  }
}
