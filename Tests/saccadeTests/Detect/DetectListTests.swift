import Foundation
import TestSupport
import Testing

@Suite struct DetectListTests {
  private func files(_ arguments: [String], in folder: TemporaryFolder, input: String = "") throws -> [String] {
    let run = try CommandRun(
      arguments: ["detect", "--model", "tiny.model", "--json"] + arguments, in: folder, input: Data(input.utf8))
    #expect(run.status == 0, "\(run.errors)")
    return try DetectionReportJSON(run).images.map(\.file)
  }

  @Test func foldersAreWalkedInOrder() throws {
    let folder = try DetectFiles.folder()
    for name in ["p/b.png", "p/a/z.PNG", "p/a/y.png", "p/c/d/e.png", "p/10.png", "p/9.png", "p/.hidden.png"] {
      try DetectFiles.write(name, in: folder)
    }
    try folder.write(DetectFiles.golden("jpeg-420.jpg"), to: "p/photo.JPEG")
    try folder.write([1], to: "p/notes.txt")
    try folder.write([1], to: "p/png")
    let expected = ["10.png", "9.png", "a/y.png", "a/z.PNG", "b.png", "c/d/e.png", "photo.JPEG"].map { "p/\($0)" }
    #expect(try files(["p"], in: folder) == expected)
    #expect(try files(["p/b.png", "p/"], in: folder) == ["p/b.png"] + expected)
    // A link back up does not lead round in circles.
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "p/loop"), withDestinationURL: folder.url.appending(path: "p"))
    #expect(try files(["p"], in: folder) == expected)
  }

  @Test func listsNameImages() throws {
    let folder = try DetectFiles.folder()
    for name in ["lists/a.png", "other/b.png", "with space.png"] { try DetectFiles.write(name, in: folder) }
    let absolute = folder.path("other/b.png")
    try folder.write(Array("a.png\r\n\n../other\n\(absolute)\n../with space.png".utf8), to: "lists/list.txt")
    #expect(
      try files(["with space.png", "--list", "lists/list.txt"], in: folder) == [
        "with space.png", "lists/a.png", "lists/../other/b.png", absolute, "lists/../with space.png",
      ])
    #expect(
      try files(["--list", "-"], in: folder, input: "other/b.png\nlists/a.png\n") == ["other/b.png", "lists/a.png"])
  }
}
