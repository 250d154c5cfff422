import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct DetectDrawTests {
  private func detect(_ arguments: [String], in folder: TemporaryFolder) throws -> DetectionReportJSON {
    let run = try CommandRun(
      arguments: ["detect", "--model", "tiny.model", "--json", "--score", "0.5"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try DetectionReportJSON(run)
  }

  /// The colours of boxes of classes 0, 1 and 2.
  private static let colors: [UInt32] = [0x2DBE60, 0xE83F9B, 0xE0B000]

  @Test func boxesAreDrawnIntoACopy() throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", width: 400, height: 300, in: folder)
    let report = try detect(["a.png", "--draw", "boxes.png"], in: folder)
    let drawn = try PictureOnDisk(path: folder.path("boxes.png"))
    let plain = try PictureOnDisk(path: folder.path("a.png"))
    #expect(drawn.width == 400 && drawn.height == 300)
    let boxes = try #require(report.images.first).detections
    #expect(!boxes.isEmpty)
    for box in boxes {
      // The lower left corner lies inside the border unless another box or a label covers it.
      let x = min(max(Int(box.x.rounded()), 0), 399)
      let y = min(max(Int((box.y + box.height).rounded()) - 1, 0), 299)
      #expect(Self.colors.contains(drawn[x, y]), "\(box)")
    }
    #expect(zip(drawn.pixels, plain.pixels).filter { $0 != $1 }.count < 400 * 300 * 3 / 4)
    #expect(zip(drawn.pixels, plain.pixels).contains { $0 == $1 })
  }

  @Test func linesGrowWithLargeImages() throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", width: 3000, height: 1500, in: folder)
    let report = try detect(["a.png", "--draw", "boxes.png"], in: folder)
    let drawn = try PictureOnDisk(path: folder.path("boxes.png"))
    let box = try #require(report.images.first?.detections.last)
    let (x, bottom) = (Int(box.x.rounded()), Int((box.y + box.height).rounded()))
    for row in 1...6 { #expect(Self.colors.contains(drawn[x, bottom - row])) }
  }

  @Test func severalAreDrawnIntoAFolder() throws {
    let folder = try DetectFiles.folder()
    for name in ["p/a.png", "p/sub/a.png", "q/a.png", "q/b.png"] { try DetectFiles.write(name, in: folder) }
    try folder.write(DetectFiles.golden("jpeg-420.jpg"), to: "p/a.jpg")
    _ = try detect(["p", "q/a.png", "q/b.png", "q/b.png", "--draw", "out"], in: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    #expect(names == ["a-2.png", "a-3.png", "a.png", "b.png", "sub_a.png"])
    // The first of a name is the first in order: the JPEG.
    #expect(try PictureOnDisk(path: folder.path("out/a.png")).width == 25)
    // The folder may be there already, and one image may go into it too.
    _ = try detect(["q/b.png", "--draw", "out/"], in: folder)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).count == 5)
  }
}
