import Foundation

/// A folder that is removed when the value ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    path = "/tmp/saccade-\(UInt64.random(in: 0...(.max)))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
