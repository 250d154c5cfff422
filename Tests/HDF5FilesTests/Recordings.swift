import Foundation
import HDF5Files
import TestSupport

/// Where the tests find recordings and the worker.
enum Recordings {
  /// The folder of real recordings beside the project; nil where it is absent.
  static let folder: URL? = {
    let folder = PackageFolder.shared.appending(path: "recordings")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// The worker, beside the tests' own executable.
  static var worker: HDF5WorkerCommand {
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return HDF5WorkerCommand(program: folder.appending(path: "HDF5WorkerHost").path, arguments: [])
  }

  /// What is known of a recording by `expected.json`.
  struct Expectation: Decodable {
    var events: Int
    var first: [Int64]
    var last: [Int64]
    var sha256_canonical: String
  }

  /// What is known of a recording; nil where it is not listed.
  static func expectation(of name: String) throws -> Expectation? {
    guard let folder else { return nil }
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    let entries = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    guard let entry = entries?[name] else { return nil }
    return try JSONDecoder().decode(Expectation.self, from: JSONSerialization.data(withJSONObject: entry))
  }
}
