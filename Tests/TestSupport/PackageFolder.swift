import Foundation

/// Where the package lies, and what stands beside it.
package enum PackageFolder {
  /// The folder of the package.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// `../shared`, which not every checkout has.
  package static let shared = root.deletingLastPathComponent().appending(path: "shared")
}
