import Detections
import EventFormats
import Events
import Foundation
import TestSupport
import Testing

@Suite struct RenderCommandTests {
  private let background: UInt32 = 0xFFFFFF

  private func sample(_ folder: TemporaryFolder) throws -> String {
    let path = folder.path("sample.dat")
    try SampleRecording.dat(SampleRecording.events()).write(to: URL(filePath: path))
    return path
  }

  @Test func aFrameShowsThePixelsOfItsWindow() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(arguments: [
      "render", try sample(folder), folder.path("a.png"), "--at", "20ms", "--window", "5ms", "--theme", "light",
      "--scale", "3", "--no-caption",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try PictureOnDisk(path: folder.path("a.png"))
    #expect((picture.width, picture.height) == (64 * 3, 48 * 3))
    let window: Range<Int64> = 21_000..<26_000
    var last: [[Int]: Polarity] = [:]
    for event in SampleRecording.events() where window.contains(event.time) {
      last[[Int(event.x), Int(event.y)]] = event.polarity
    }
    #expect(last.count > 40)
    for y in 0..<48 {
      for x in 0..<64 {
        let color = picture[x * 3 + 1, y * 3 + 1]
        // ON is blue, OFF is orange.
        let isBlue = color & 0xFF > color >> 16
        switch last[[x, y]] {
        case nil: #expect(color == background, "at \(x), \(y)")
        case .on?: #expect(color != background && isBlue, "at \(x), \(y)")
        case .off?: #expect(color != background && !isBlue, "at \(x), \(y)")
        }
      }
    }
  }

  @Test func withoutATimeTheMiddleIsShown() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    #expect(try CommandRun(arguments: ["render", source, folder.path("a.png")]).status == 0)
    let picture = try PictureOnDisk(path: folder.path("a.png"))
    #expect(picture.width == 64 * 11)
    #expect(picture.colorCount > 4)
  }

  @Test func momentsAreOnOneSheet() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(arguments: [
      "render", try sample(folder), folder.path("a.png"), "--moments", "4", "--scale", "2",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try PictureOnDisk(path: folder.path("a.png"))
    #expect(picture.width >= 2 * 128 && picture.height >= 2 * 96)
  }

  @Test func boxesAreDrawnWhereTheyAre() throws {
    let folder = try TemporaryFolder()
    let box = TimedDetection(
      time: 30_000, detection: Detection(x: 10, y: 20, width: 30, height: 20, score: 0.75, classID: 1))
    try Data(BoxFileEncoder.encode([box])).write(to: URL(filePath: folder.path("a_bbox.npy")))
    let source = try sample(folder)
    func render(_ name: String, at time: String) throws -> PictureOnDisk {
      let outcome = try CommandRun(arguments: [
        "render", source, folder.path(name), "--at", time, "--window", "1ms", "--theme", "light", "--scale", "4",
        "--no-caption", "--boxes", folder.path("a_bbox.npy"), "--classes", "car,pedestrian", "--hold", "50ms",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try PictureOnDisk(path: folder.path(name))
    }
    // Frames begin 1 ms after time 0: one ends before the box, one shortly after, one after it is no longer held.
    let before = try render("before.png", at: "27ms")
    let during = try render("during.png", at: "60ms")
    let after = try render("after.png", at: "100ms")
    let color: UInt32 = 0xE83F9B
    #expect(!before.pixels.contains(color) && !after.pixels.contains(color))
    for (x, y) in [(40, 80), (40, 159), (159, 80), (159, 159), (100, 80), (40, 120)] {
      #expect(during[x, y] == color, "at \(x), \(y)")
    }
    #expect(during[100, 120] != color)
    // The label stands on the box.
    #expect((60..<80).contains { during[41, $0] == color })
  }

  @Test func labelsTellTracks() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    func picture(trackID: UInt32) throws -> PictureOnDisk {
      let box = TimedDetection(
        time: 30_000, detection: Detection(x: 10, y: 20, width: 30, height: 20, score: 1, classID: 1, trackID: trackID))
      try Data(BoxFileEncoder.encode([box])).write(to: URL(filePath: folder.path("a_bbox.npy")))
      let outcome = try CommandRun(arguments: [
        "render", source, folder.path("a.png"), "--at", "30ms", "--scale", "4", "--boxes", folder.path("a_bbox.npy"),
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try PictureOnDisk(path: folder.path("a.png"))
    }
    let color: UInt32 = 0xE83F9B
    func ink(_ picture: PictureOnDisk) -> Int { picture.pixels.count { $0 == color } }
    let (without, one, many) = (try picture(trackID: 0), try picture(trackID: 1), try picture(trackID: 1234))
    // The label grows with what it says.
    #expect(ink(without) < ink(one) && ink(one) < ink(many))
  }

  @Test func aGIFHasItsFrames() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(arguments: [
      "render", try sample(folder), folder.path("a.gif"), "--duration", "200ms", "--fps", "25", "--scale", "1",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.path("a.gif"))))
    #expect(bytes.starts(with: Array("GIF89a".utf8)))
    #expect(Int(bytes[6]) | Int(bytes[7]) << 8 == 64)
    // Each frame has one graphics control block of 4 bytes: delay of 4 hundredths.
    let block: [UInt8] = [0x21, 0xF9, 0x04]
    let frames = bytes.indices.filter { bytes[$0...].starts(with: block) && bytes[($0 + 4)...].starts(with: [4, 0]) }
    #expect(frames.count == 5)
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg"), "the program ffmpeg is not installed"))
  func aFilmIsWritten() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(arguments: [
      "render", try sample(folder), folder.path("a.mp4"), "--duration", "200ms", "--scale", "2",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.path("a.mp4"))))
    #expect(Array(bytes[4..<8]) == Array("ftyp".utf8))
    #expect(try folder.names == ["a.mp4", "sample.dat"])
  }

  @Test func withoutFFmpegThePackageIsNamed() throws {
    let folder = try TemporaryFolder()
    let outcome = try CommandRun(
      arguments: ["render", try sample(folder), folder.path("a.mp4")], environment: ["PATH": folder.url.path])
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("Debian package ffmpeg"))
    #expect(try folder.names == ["sample.dat"])
  }

  @Test func standardInputIsDrawn() throws {
    let folder = try TemporaryFolder()
    let data = try SampleRecording.dat(SampleRecording.events())
    #expect(try CommandRun(arguments: ["render", "-", folder.path("a.gif"), "--scale", "1"], input: data).status == 0)
    #expect(try CommandRun(arguments: ["render", "-", folder.path("a.png"), "--at", "0"], input: data).status == 0)
    let unknown = try SampleRecording.dat(SampleRecording.events(), geometry: nil)
    let refused = try CommandRun(arguments: ["render", "-", folder.path("b.gif")], input: unknown)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("--geometry"))
  }

  @Test func badUseHasItsExitStatus() throws {
    let folder = try TemporaryFolder()
    let source = try sample(folder)
    try SampleRecording.dat([]).write(to: URL(filePath: folder.path("nothing.dat")))
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      ([folder.path("missing.dat"), folder.path("a.png")], 66, "missing.dat"),
      ([folder.path("nothing.dat"), folder.path("a.png")], 65, "no event"),
      ([folder.path("nothing.dat"), folder.path("a.gif")], 65, "no event"),
      ([source, folder.path("a.bmp")], 64, ".png"),
      ([source, folder.path("a.gif"), "--at", "1"], 64, "--at"),
      ([source, folder.path("a.gif"), "--fps", "90"], 64, "--fps"),
      ([source, folder.path("a.png"), "--moments", "0"], 64, "--moments"),
      ([source, folder.path("a.png"), "--window", "0"], 64, "--window"),
      ([source, folder.path("a.png"), "--scale", "0"], 64, "--scale"),
      ([source, folder.path("a.png"), "--boxes", folder.path("no_bbox.npy")], 66, "no_bbox.npy"),
      ([source, folder.path("a.png"), "--boxes", source], 65, "sample.dat"),
      ([source, folder.path("a.png"), "--geometry", "60000x60000"], 65, "60000x60000"),
      ([source, "/no/such/folder/a.png"], 69, "/no/such/folder/a.png"),
      ([source, "/no/such/folder/a.gif"], 69, "/no/such/folder/a.gif"),
    ]
    for (arguments, status, part) in cases {
      let outcome = try CommandRun(arguments: ["render"] + arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(part), "\(arguments): \(outcome.errors)")
    }
    #expect(try folder.names == ["nothing.dat", "sample.dat"])
  }
}
