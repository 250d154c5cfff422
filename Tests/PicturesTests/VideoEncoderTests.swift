import Foundation
import Pictures
import Testing

@Suite struct VideoEncoderTests {
  static let hasProgram = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func temporaryPath(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "saccade-\(UUID().uuidString)-\(name)").path
  }

  @Test(.enabled(if: hasProgram, "the program ffmpeg is not installed")) func writesAFilm() throws {
    let path = temporaryPath("a.mp4")
    defer { try? FileManager.default.removeItem(atPath: path) }
    // Odd sides, which the usual encoding of colours does not have.
    let encoder = try VideoEncoder(path: path, width: 65, height: 33, framesPerSecond: 25)
    for number in 0..<12 {
      try encoder.add(Canvas(width: 65, height: 33, background: Color(UInt32(number * 20) << 8)))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    try encoder.finish()
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(Array(bytes[4..<8]) == Array("ftyp".utf8))
    #expect(bytes.count > 500)
  }

  @Test(.enabled(if: hasProgram, "the program ffmpeg is not installed")) func leavesNothingWithoutAnEnd() throws {
    let path = temporaryPath("b.mp4")
    do {
      let encoder = try VideoEncoder(path: path, width: 16, height: 16, framesPerSecond: 25)
      try encoder.add(Canvas(width: 16, height: 16))
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let name = URL(filePath: path).lastPathComponent
    let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(name) }
    #expect(left.isEmpty)
  }

  @Test func saysWhichPackageIsMissing() {
    let error = #expect(throws: PictureError.self) {
      try VideoEncoder(
        path: temporaryPath("c.mp4"), width: 16, height: 16, framesPerSecond: 25, program: "no-such-program-anywhere")
    }
    #expect(error?.code == .encoderMissing)
    #expect(error?.message.contains("ffmpeg") == true)
  }

  @Test func saysWhatTheProgramSaid() throws {
    // A program that ends at once with an error takes no pictures.
    let encoder = try VideoEncoder(
      path: temporaryPath("d.mp4"), width: 640, height: 480, framesPerSecond: 25, program: "false")
    let error = #expect(throws: PictureError.self) {
      for _ in 0..<64 { try encoder.add(Canvas(width: 640, height: 480)) }
      try encoder.finish()
    }
    #expect(error?.code == .encoderFailed)
  }
}
