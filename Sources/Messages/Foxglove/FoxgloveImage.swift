/// An image of a camera for Foxglove.
public struct FoxgloveImage: Equatable, Sendable {
  /// The bytes of a PNG file.
  public var png: [UInt8]
  /// When what it shows was seen on the host's real-time clock, in nanoseconds since 1970.
  public var hostTimeNanoseconds: Int64
  /// The coordinate frame of the camera.
  public var frameID: String

  /// Creates an image.
  public init(png: [UInt8], hostTimeNanoseconds: Int64, frameID: String) {
    self.png = png
    self.hostTimeNanoseconds = hostTimeNanoseconds
    self.frameID = frameID
  }

  /// The image as `foxglove.CompressedImage` in protobuf.
  ///
  /// Source: Foxglove, message schemas, CompressedImage.
  public func protobuf() -> [UInt8] {
    var writer = ProtobufWriter()
    writer.append(timeNanoseconds: hostTimeNanoseconds, field: 1)
    writer.append(data: png, field: 2)
    writer.append(text: "png", field: 3)
    writer.append(text: frameID, field: 4)
    return writer.bytes
  }
}
