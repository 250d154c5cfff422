/// The formats of images that are read.
public enum ImageFormat: String, Sendable, CaseIterable {
  /// JPEG, sequential or progressive, through libjpeg.
  case jpeg = "JPEG"
  /// PNG through libpng; of an animation the still image.
  case png = "PNG"

  /// The endings of files that hold images, in lower case without the dot.
  public static let fileExtensions = ["jpg", "jpeg", "png"]

  /// The format of a file by its first bytes; nil where it is another.
  public init?(startOf bytes: Span<UInt8>) {
    func begins(with signature: [UInt8]) -> Bool {
      bytes.count >= signature.count && signature.indices.allSatisfy { bytes[$0] == signature[$0] }
    }
    if begins(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else {
      return nil
    }
  }
}
