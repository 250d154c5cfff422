/// An encoder whose header depends on what follows it.
public protocol HeaderRevisingEncoder: EventEncoder {
  /// The bytes to write over the beginning of the file, of the same number as stand there; nil before `finish` and
  /// where what stands there is right.
  var revisedHeader: [UInt8]? { get }
}
