import Foundation
import TestSupport

/// The folder of real recordings beside the package; they are not part of it.
enum SharedRecordings {
  static let folder = PackageFolder.shared.appending(path: "recordings")

  static let arePresent = FileManager.default.fileExists(atPath: folder.appending(path: "expected.json").path)

  /// What is known of a recording.
  struct Expectation: Decodable {
    var events: Int
    var on: Int
    var first: [Int64]
    var last: [Int64]
    var backwardSteps: UInt64
    var sha256Canonical: String
  }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

  static func expectation(_ name: String) throws -> Expectation {
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    let all = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Expectation.self, from: JSONSerialization.data(withJSONObject: all?[name] ?? [:]))
  }
}
