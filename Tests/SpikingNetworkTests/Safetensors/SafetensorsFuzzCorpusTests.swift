import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// What fuzzing of safetensors files begins with and what it has found, read again.
@Suite struct SafetensorsFuzzCorpusTests {
  static let folder = PackageFolder.root.appending(path: "Fuzz/Corpus/safetensors")

  static func seed() throws -> [UInt8] {
    var builder = SafetensorsBuilder(metadata: ["a": "b\u{e9}\n"])
    builder.add("first", shape: [2, 1], floats: [1, -2])
    builder.add("second", shape: [3], roundingToFloat16: [0, 1, 2])
    return try builder.fileBytes()
  }

  /// With `SACCADE_WRITE_FUZZ_SEEDS` set the seed is written anew, as `make fuzz-seeds` does.
  @Test func filesAreRead() throws {
    if ProcessInfo.processInfo.environment["SACCADE_WRITE_FUZZ_SEEDS"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(Self.seed()).write(to: Self.folder.appending(path: "built"))
    }
    #expect(try [UInt8](Data(contentsOf: Self.folder.appending(path: "built"))) == Self.seed())
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
      let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
      guard let file = try? SafetensorsFile(bytes: bytes) else { continue }
      for tensor in file.header.tensors { #expect(file.data(of: tensor).count <= bytes.count, "\(name)") }
    }
  }
}
