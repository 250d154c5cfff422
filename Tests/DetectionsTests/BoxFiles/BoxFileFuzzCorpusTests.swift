import Detections
import Foundation
import TestSupport
import Testing

/// What fuzzing of box files begins with and what it has found, read again.
@Suite struct BoxFileFuzzCorpusTests {
  static let folder = PackageFolder.root.appending(path: "Fuzz/Corpus/boxes")

  static let seed: [UInt8] = {
    let detection = Detection(x: 1, y: 2, width: 30, height: 40, score: 0.5, classID: 1)
    return BoxFileEncoder.encode([TimedDetection(time: 7, detection: detection)])
  }()

  /// With `SACCADE_WRITE_FUZZ_SEEDS` set the seed is written anew, as `make fuzz-seeds` does.
  @Test func filesAreRead() throws {
    if ProcessInfo.processInfo.environment["SACCADE_WRITE_FUZZ_SEEDS"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(Self.seed).write(to: Self.folder.appending(path: "encoded"))
    }
    #expect(try [UInt8](Data(contentsOf: Self.folder.appending(path: "encoded"))) == Self.seed)
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
      let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
      let boxes = (try? BoxFileDecoder.decode(bytes.span)) ?? []
      #expect(boxes.count <= bytes.count, "\(name)")
    }
  }
}
