import Detections
import Events
import Foundation
import Messages
import TestSupport
import Testing

/// Messages for ROS 2, byte for byte as other people's software serialises them.
@Suite struct ROS2MessageTests {
  private struct Vector: Decodable {
    struct Box: Decodable {
      var `class`: String
      var score: Float
      var center: [Float]
      var size: [Float]
      var id: String
    }
    var stamp: [Int64]
    var frameID: String
    var detections: [Box]
    var hexadecimal: String
    enum CodingKeys: String, CodingKey {
      case stamp, detections
      case frameID = "frame_id"
      case hexadecimal = "cdr_hex"
    }
  }

  private static let vectors = PackageFolder.root.appending(path: "../shared/fixtures/ros2/detection2darray.json")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: vectors.path),
      "../shared/fixtures/ros2 is not there: the reference messages are not checked"))
  func referenceMessagesAreEqual() throws {
    let vectors = try JSONDecoder().decode([String: Vector].self, from: try Data(contentsOf: Self.vectors))
    #expect(vectors.count >= 3)
    for (name, vector) in vectors {
      // Track ids are numbers here: one that is none stands in for it and is put in its place in the bytes.
      let ids = vector.detections.map { UInt32($0.id) ?? ($0.id.isEmpty ? 0 : 77777) }
      var frame = Self.frame(
        zip(vector.detections, ids).map { box, id in
          Detection(
            x: box.center[0] - box.size[0] / 2, y: box.center[1] - box.size[1] / 2, width: box.size[0],
            height: box.size[1], score: box.score, classID: box.class == "car" ? 0 : 1, trackID: id)
        })
      frame.hostTimeNanoseconds = vector.stamp[0] * 1_000_000_000 + vector.stamp[1]
      let bytes = frame.ros2(classes: ["car", "pedestrian"], frameID: vector.frameID)
      var text = bytes.map { String(format: "%02x", $0) }.joined()
      for box in vector.detections where box.id.utf8.count == 5 && UInt32(box.id) == nil {
        let wanted = box.id.utf8.map { String(format: "%02x", $0) }.joined()
        text = text.replacingOccurrences(of: "3737373737", with: wanted)
      }
      #expect(text == vector.hexadecimal, "\(name)")
    }
  }

  private static func frame(_ detections: [Detection]) -> DetectionFrame {
    DetectionFrame(
      source: "cam1", session: 1, sequence: 0, windowStartMicroseconds: 0, windowEndMicroseconds: 50_000,
      clock: .file, geometry: SensorGeometry(width: 304, height: 240), events: 0, model: 1, detections: detections)
  }

  private static let canSerialise = PythonScript.isUsable(
    "ros2_messages.py", [], tests: "Comparisons of ROS 2 messages with rosbags")

  @Test(.enabled(if: canSerialise, "needs the Python environment: run Tests/Python/setup"))
  func generatedMessagesAreEqualToThoseOfRosbags() throws {
    var generator = SplitMix64(state: 3)
    var lines: [String] = []
    var expected: [[UInt8]] = []
    for index in 0..<60 {
      var frame = Self.frame(
        (0..<Int(generator.next(below: 12))).map { _ in
          Detection(
            x: Float(generator.next(below: 30_000)) / 97, y: Float(generator.next(below: 20_000)) / 83,
            width: Float(generator.next(below: 9000)) / 71, height: Float(generator.next(below: 9000)) / 61,
            score: Float(generator.next(below: 1000)) / 999, classID: generator.next(below: 4),
            trackID: generator.next(below: 3) * generator.next(below: 100_000))
        })
      frame.hostTimeNanoseconds = Int64(generator.next() >> 3)
      frame.hostTimeNanoseconds %= 2_000_000_000_000_000_000
      let frameID = String(repeating: "é", count: index % 5) + "camera"
      let classes = ["car", String(repeating: "p", count: index % 9), "two wheeler"]
      let json = String(decoding: try frame.json(), as: UTF8.self)
      lines.append(
        "{\"frame\":\(json),\"classes\":[\"\(classes.joined(separator: "\",\""))\"],\"frame_id\":\"\(frameID)\"}")
      expected.append(frame.ros2(classes: classes, frameID: frameID))
      let meta = SourceMeta(
        source: "cam1", session: 1, geometry: frame.geometry, model: 1, modelName: "m",
        classes: Array(classes.prefix(index % 4)), inputGeometry: frame.geometry, timestepMicroseconds: 1,
        timestepsPerWindow: 1, stride: 1, stateMode: .carry, representation: "last-polarity", clock: .file,
        scoreThreshold: Float(index) / 64, producer: "test")
      let names = meta.classes.map { "\"\($0)\"" }.joined(separator: ",")
      lines.append(
        "{\"labels\":[\(names)],\"threshold\":\(meta.scoreThreshold),\"time_ns\":\(frame.hostTimeNanoseconds),"
          + "\"frame_id\":\"\(frameID)\"}")
      expected.append(meta.ros2(hostTimeNanoseconds: frame.hostTimeNanoseconds, frameID: frameID))
    }
    let folder = try TemporaryFolder()
    let input = folder.url.appending(path: "requests.jsonl")
    try (lines.joined(separator: "\n") + "\n").write(to: input, atomically: true, encoding: .utf8)
    let answers = String(decoding: try PythonScript.run("ros2_messages.py", [], input: input), as: UTF8.self)
      .split(separator: "\n")
    #expect(answers.count == expected.count)
    for (index, (answer, bytes)) in zip(answers, expected).enumerated() {
      #expect(answer == bytes.map { String(format: "%02x", $0) }.joined(), "message \(index): \(lines[index])")
    }
  }

  @Test func timesBeforeTheEpochCountForward() {
    var frame = Self.frame([])
    frame.hostTimeNanoseconds = -1
    #expect(frame.ros2(classes: [], frameID: "").prefix(12) == [0, 1, 0, 0, 255, 255, 255, 255, 255, 201, 154, 59])
  }
}
