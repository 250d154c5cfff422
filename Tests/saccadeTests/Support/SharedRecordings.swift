import EventFormats
import Foundation
import TestSupport

/// The folder of real recordings beside the package; they are not part of it.
enum SharedRecordings {
  static let folder = PackageFolder.shared.appending(path: "recordings")

  static let arePresent = FileManager.default.fileExists(atPath: folder.appending(path: "expected.json").path)

  /// What is known of a recording.
  struct Expectation: Decodable {
    var events: UInt64?
    var on: UInt64?
    var first: [Int64]?
    var last: [Int64]?
    var backward_steps: UInt64?
    var sha256_canonical: String?
  }

  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }
}
