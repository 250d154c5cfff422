/// An image that was read from a file's bytes.
public struct DecodedImage: Equatable, Sendable {
  /// The image, upright; every pixel opaque.
  public var canvas: Canvas
  /// The format of the file.
  public var format: ImageFormat
  /// How it was stored.
  public var orientation: EXIFOrientation
  /// What the library warned of first, where the bytes are not all as they should be; nil mostly.
  public var warning: String?
}
