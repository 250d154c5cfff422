import Foundation

/// Images that Pillow and OpenCV have written, with the pixels that OpenCV 5.0 reads from them; made by
/// `Tests/GoldenData/images.py`.
enum GoldenImages {
  struct Expectation: Decodable {
    var width: Int
    var height: Int
    /// Red, green and blue of each pixel, row by row.
    var rgb: Data
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Images")

  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }
}
