import Foundation
import Recording
import TestSupport
import Testing

@Suite struct ByteOutputTests {
  @Test func hasItsNameOnlyAtTheEnd() throws {
    let folder = try TemporaryFolder()
    var output = try ByteOutput(path: folder.path("a"), overwrites: false)
    try output.write(Array("half".utf8))
    #expect(try !folder.names.contains("a"))
    try output.write(Array(" and whole".utf8))
    #expect(output.byteCount == 14)
    try output.finish()
    #expect(try folder.names == ["a"])
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "half and whole")
  }

  @Test func theBeginningCanBeWrittenAgain() throws {
    let folder = try TemporaryFolder()
    var output = try ByteOutput(path: folder.path("a"), overwrites: false)
    try output.write(Array("0000 events".utf8))
    let isRegularFile = output.isRegularFile
    #expect(isRegularFile)
    try output.rewrite(Array("1234".utf8))
    try output.finish()
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "1234 events")
  }

  @Test func leavesNothingWithoutAnEnd() throws {
    let folder = try TemporaryFolder()
    do {
      var output = try ByteOutput(path: folder.path("a"), overwrites: false)
      try output.write([1, 2, 3])
    }
    #expect(try folder.names.isEmpty)
  }

  @Test func replacesOnlyWhenAsked() throws {
    let folder = try TemporaryFolder()
    try Data("old".utf8).write(to: URL(filePath: folder.path("a")))
    #expect(throws: RecordingError.self) { try ByteOutput.check(path: folder.path("a"), overwrites: false) }
    #expect(throws: RecordingError.self) { _ = try ByteOutput(path: folder.path("a"), overwrites: false) }
    do {
      var output = try ByteOutput(path: folder.path("a"), overwrites: true)
      try output.write(Array("new".utf8))
    }
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "old")
    var output = try ByteOutput(path: folder.path("a"), overwrites: true)
    try output.write(Array("new".utf8))
    try output.finish()
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "new")
    #expect(try folder.names == ["a"])
  }

  @Test func saysWhyAFileCannotBeCreated() throws {
    let folder = try TemporaryFolder()
    for path in [folder.url.path, folder.path("no/such/folder"), "/proc/saccade"] {
      let error = #expect(throws: RecordingError.self) { _ = try ByteOutput(path: path, overwrites: true) }
      #expect(error?.code == .notWritable)
      #expect(error?.description.hasPrefix(path) == true)
    }
  }

  @Test func devicesAreWrittenAsTheyAre() throws {
    var output = try ByteOutput(path: "/dev/null", overwrites: false)
    try output.write([UInt8](repeating: 7, count: 100_000))
    try output.finish()
    #expect(output.byteCount == 100_000)
  }

  @Test func aFullDiskIsAnError() throws {
    var output = try ByteOutput(path: "/dev/full", overwrites: false)
    var failure: RecordingError?
    do { try output.write([1]) } catch { failure = error }
    #expect(failure?.code == .noSpace)
  }
}
