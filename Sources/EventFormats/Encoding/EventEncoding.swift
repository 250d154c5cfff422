/// How a format is written as a stream of bytes.
public struct EventEncoding: Sendable {
  /// The format and what it can hold.
  public let format: WritableFormat

  private let make: @Sendable (EncodingOptions) throws(EventFormatError) -> any EventEncoder

  /// Creates the entry of a format.
  package init(
    _ format: WritableFormat, make: @escaping @Sendable (EncodingOptions) throws(EventFormatError) -> any EventEncoder
  ) {
    self.format = format
    self.make = make
  }

  /// An encoder at the start of a stream.
  ///
  /// - Throws: `notRepresentable` where the format cannot hold what the options say.
  public func makeEncoder(options: EncodingOptions = EncodingOptions()) throws(EventFormatError) -> any EventEncoder {
    try make(options)
  }

  /// All formats that can be written as a stream of bytes: the first of several with the same file extension is its
  /// default.
  public static let all: [EventEncoding] = [
    DAT.encoding, RAWEncoding.evt3, RAWEncoding.evt2, RAWEncoding.evt21, AEDAT4.encoding, EventStream.encoding,
    Numpy.encoding, TextEncoder.encoding, MCAP.encoding,
  ]
}
