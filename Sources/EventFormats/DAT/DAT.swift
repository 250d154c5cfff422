/// Prophesee's DAT: a text header, a byte with the event type, a byte with the size of a record, and records to the
/// end.
///
/// Source: https://docs.prophesee.ai/stable/data/file_formats/dat.html
public enum DAT {
  /// What the records of a file are.
  public enum EventType: UInt8, Sendable, CaseIterable {
    /// Change-detection events as the Gen1 sensor's files have them.
    case event2D = 0x00
    /// Change-detection events.
    case changeDetection = 0x0C
    /// Edges on external trigger inputs.
    case trigger = 0x0E
  }

  /// How the second half of a change-detection record is laid out.
  public enum Version: Int, Sendable, CaseIterable {
    /// x 9 bits, y 8 bits, polarity 1 bit, padding.
    case one = 1
    /// x 14 bits, y 14 bits, polarity 4 bits.
    case two = 2
  }

  /// The size of the records of all types that are read.
  package static let recordByteCount = 8
  /// The largest x and y that a record of version 2 can hold.
  package static let largestCoordinate: UInt16 = 0x3FFF
  /// The optical-flow type, which is recognised and refused.
  package static let opticalFlowType: UInt8 = 0x28

  /// Whether a file's text header can be that of a DAT file: RAW files have keys and an end line that DAT has not.
  package static func isPlausible(_ header: ASCIIHeader) -> Bool {
    header.byteCount > 0 && !header.hasEndLine && header.value(of: "format") == nil && header.value(of: "evt") == nil
  }
}
