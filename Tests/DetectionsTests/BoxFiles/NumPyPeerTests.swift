import Detections
import Foundation
import Testing

private func python(_ program: String, input: [UInt8] = []) -> String? {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", program]
  let (stdin, stdout) = (Pipe(), Pipe())
  process.standardInput = stdin
  process.standardOutput = stdout
  process.standardError = FileHandle.nullDevice
  do {
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: input)
    try stdin.fileHandleForWriting.close()
  } catch { return nil }
  let output = stdout.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
}

/// Lets NumPy read what the encoder writes.
@Suite(.enabled(if: python("import numpy") != nil, "skipped: python3 has no numpy")) struct NumPyPeerTests {
  @Test func numPyReadsOurFiles() throws {
    var boxes: [TimedDetection] = []
    for index in 0..<1_000 {
      let detection = Detection(
        x: Float(index) / 8 - 20, y: Float(index % 240), width: 30.5, height: 17.25, score: Float(index % 64) / 64,
        classID: UInt32(index % 7), trackID: UInt32(index))
      boxes.append(TimedDetection(time: Int64(index) * 8_000, detection: detection))
    }
    let program = """
      import io, sys, numpy
      for box in numpy.load(io.BytesIO(sys.stdin.buffer.read())):
          names = ["t", "x", "y", "w", "h", "class_confidence", "class_id", "track_id"]
          print(*(repr(box[name].item()) for name in names))
      """
    let printed = try #require(python(program, input: BoxFileEncoder.encode(boxes)))
    let expected = boxes.map { box in
      let detection = box.detection
      let floats = [detection.x, detection.y, detection.width, detection.height, detection.score]
      return "\(box.time) \(floats.map(\.description).joined(separator: " ")) \(detection.classID) \(detection.trackID)"
    }
    #expect(printed.split(separator: "\n").map(String.init) == expected)
  }
}
