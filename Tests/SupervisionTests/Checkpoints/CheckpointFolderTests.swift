import Foundation
import Supervision
import TestSupport
import Testing

@Suite struct CheckpointFolderTests {
  @Test func whatWasKeptComesBackWhileItIsYoung() throws {
    let folder = try TemporaryFolder()
    let checkpoints = try CheckpointFolder(path: folder.path("state"))
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try checkpoints.save(bytes, camera: "front")
    #expect(checkpoints.load(camera: "front", withinMicroseconds: 60_000_000) == bytes)
    #expect(checkpoints.load(camera: "front", withinMicroseconds: 0) == nil)
    #expect(checkpoints.load(camera: "rear", withinMicroseconds: 60_000_000) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("state")) == ["front.state"])
    for (age, isKept) in [(-30.0, true), (-90, false), (3600, false)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: age)], ofItemAtPath: folder.path("state/front.state"))
      #expect((checkpoints.load(camera: "front", withinMicroseconds: 60_000_000) != nil) == isKept)
    }
  }

  @Test func aNewerStateTakesThePlaceOfTheOld() throws {
    let folder = try TemporaryFolder()
    let checkpoints = try CheckpointFolder(path: folder.url.path)
    try checkpoints.save([1, 2, 3], camera: "a")
    try checkpoints.save([4], camera: "a")
    #expect(checkpoints.load(camera: "a", withinMicroseconds: 60_000_000) == [4])
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "file")
    let error = #expect(throws: (any Error).self) { try CheckpointFolder(path: folder.path("file/state")) }
    #expect("\(String(describing: error))".contains("file/state"))
  }
}
