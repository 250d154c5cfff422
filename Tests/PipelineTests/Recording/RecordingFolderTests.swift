import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct RecordingFolderTests {
  @Test func namesAreThoseOfCameraTimeAndSession() throws {
    let folder = try TemporaryFolder()
    let recordings = RecordingFolder(path: folder.url.path, camera: "front")
    var time: Int64 = 1_796_117_400_123
    let first = recordings.newPath(session: .max, fileExtension: "raw", at: &time)
    #expect(first == folder.path("front_20261201T093000.123Z_18446744073709551615.raw"))
    try folder.write([1], to: "front_20261201T093000.123Z_18446744073709551615.raw")
    let second = recordings.newPath(session: .max, fileExtension: "raw", at: &time)
    #expect(second == folder.path("front_20261201T093000.124Z_18446744073709551615.raw") && time % 1000 == 124)
  }

  @Test(arguments: [
    ("front_20261201T093000.123Z_7.mcap", true), ("front_20261201T093000.123Z_7.raw", true),
    ("front_x_20261201T093000.123Z_7.raw", false), ("rear_20261201T093000.123Z_7.raw", false),
    ("front_20261201T093000.123Z_7.dat", false), ("front_20261201T093000.123Z_x.raw", false),
    ("front_20261201T093000Z_7.raw", false), ("front_.raw", false), ("front", false),
    ("front_20261201T093000.123Z_20261201T093000.123Z_7.raw", false), ("front_20261201T093000.123Z_7.raw.gz", false),
  ])
  func onlyTheCamerasOwnFilesAreIts(name: String, isOwn: Bool) {
    #expect(RecordingFolder(path: "/", camera: "front").isOwn(name) == isOwn)
  }

  private static func file(_ number: Int, bytes: UInt64 = 100, written: Int64) -> RecordingFolder.File {
    RecordingFolder.File(name: "\(number)", bytes: bytes, writtenNanoseconds: written * 1_000_000_000)
  }

  @Test func theOldestGoFirstAndWhatIsOpenStays() {
    let files = (1...5).map { Self.file($0, written: Int64($0)) }
    func expendable(bytes: UInt64? = nil, microseconds: Int64? = nil, open: Set<String> = ["5"]) -> [String] {
      RecordingFolder.expendable(
        files, open: open, keptBytes: bytes, keptMicroseconds: microseconds, atNanoseconds: 10_000_000_000)
    }
    #expect(expendable() == [])
    #expect(
      expendable(bytes: 500) == [] && expendable(bytes: 499) == ["1"] && expendable(bytes: 250) == ["1", "2", "3"])
    #expect(expendable(bytes: 0) == ["1", "2", "3", "4"])
    #expect(expendable(bytes: 250, open: ["1", "5"]) == ["2", "3", "4"])
    #expect(
      expendable(microseconds: 8_000_000) == ["1"] && expendable(microseconds: 1_000_000) == ["1", "2", "3", "4"])
    #expect(expendable(bytes: 399, microseconds: 8_000_000) == ["1", "2"])
  }

  @Test func filesAreListedInTheirOrderAndLinksAreNone() throws {
    let folder = try TemporaryFolder()
    let recordings = RecordingFolder(path: folder.url.path, camera: "a")
    #expect(RecordingFolder(path: folder.path("none"), camera: "a").files().isEmpty)
    let names = ["a_20261201T093001.000Z_1.raw", "a_20261201T093000.000Z_9.mcap"]
    for name in names { try folder.write([1, 2, 3], to: name) }
    try folder.write([1], to: "other.raw")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("a_20261201T093002.000Z_1.raw"), withDestinationPath: folder.path("other.raw"))
    #expect(recordings.files().map(\.name) == names.reversed() && recordings.files().allSatisfy { $0.bytes == 3 })
  }
}
