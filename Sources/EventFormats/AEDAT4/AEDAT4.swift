/// AEDAT 4, the format of DV: a FlatBuffer header with an XML description of the streams, then packets of any stream,
/// each compressed by itself, and at the end a table of them.
///
/// Source: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-4.0.html
public enum AEDAT4 {
  /// How packets are compressed.
  public enum Compression: Int32, Sendable, CaseIterable {
    /// Not at all.
    case none = 0
    /// LZ4 frames.
    case lz4 = 1
    /// LZ4 frames, made with more effort.
    case lz4High = 2
    /// zstd frames.
    case zstd = 3
    /// zstd frames, made with more effort.
    case zstdHigh = 4
  }

  /// The bytes that a file begins with.
  static let magic = Array("#!AER-DAT4.0\r\n".utf8)

  /// The kinds of FlatBuffers.
  static let header = FlatBufferIdentifier("IOHE")
  static let events = FlatBufferIdentifier("EVTS")
  static let triggers = FlatBufferIdentifier("TRIG")
  static let table = FlatBufferIdentifier("FTAB")
  /// Kinds that hold no events.
  static let otherKinds: Set<FlatBufferIdentifier> = Set(
    ["FRME", "IMUS", "BBOX", "TDET", "POSE", "DMAP", "LMRK", "TKPS", "DPTH"].map { FlatBufferIdentifier($0) })

  /// The size of one event.
  static let eventByteCount = 16
  /// The size of a packet's header.
  static let packetHeaderByteCount = 8
  /// The largest size of the header's FlatBuffer.
  static let headerByteLimit = 16 << 20
  /// How much more may come out of a compressed packet than went in.
  static let decompressionAllowance = 64 << 20
}
