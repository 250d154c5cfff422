import Detections
import Foundation
import TestSupport
import Testing

/// Detections beside a recording, in every kind of file.
@Suite struct ReplayDetectionFileTests {
  /// A replay that has written all kinds of files.
  private static func replayed() throws -> TemporaryFolder {
    let folder = try ReplayFiles.folder()
    let files = ["o.npy", "o.csv", "o.json", "o.mcap"].flatMap { ["--boxes", $0] }
    let run = try CommandRun(
      arguments: ["replay", "edge.dat", "--session", "7", "--camera", "front", "--images"] + files
        + ReplayCommandTests.unpublished, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return folder
  }

  private static func rows(_ folder: TemporaryFolder) throws -> [[String]] {
    try String(contentsOf: folder.url.appending(path: "o.csv"), encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func allFilesSayTheSame() throws {
    let folder = try Self.replayed()
    let boxes = try folder.boxes("o.npy")
    let rows = try Self.rows(folder)
    #expect(
      rows.first?.joined(separator: ",") == "session,sequence,time,x,y,width,height,score,class_id,class,track_id")
    #expect(rows.count == boxes.count + 1 && boxes.count > 10)
    let data = try Data(contentsOf: folder.url.appending(path: "o.json"))
    let results = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(results.count == boxes.count)
    for (index, box) in boxes.enumerated() {
      let row = rows[index + 1]
      #expect(row[0] == "7" && Int64(row[2]) == box.time && Float(row[3]) == box.detection.x)
      #expect(Float(row[7]) == box.detection.score && UInt32(row[8]) == box.detection.classID)
      #expect(row[9] == (box.detection.classID == 0 ? "car" : "pedestrian"))
      #expect(results[index]["image_id"] as? Int64 == box.time)
      #expect(results[index]["category_id"] as? Int == Int(box.detection.classID) + 1)
    }
  }

  private static let canRead = PythonScript.isUsable(
    "detection_files.py", ["check"], tests: "Readings of MCAP files with the mcap library")

  private struct Contents: Decodable {
    struct Message: Decodable {
      var logTime: Int64
      var stamp: Int64
      var value: [[Field]]
    }
    struct Labels: Decodable { var value: [String] }
    struct Channels: Decodable {
      var detections: [Message]
      var labels: [Labels]
      var frames: [Message]
      var annotations: [Message]
      var images: [Message]
      enum CodingKeys: String, CodingKey {
        case detections = "/front/detections"
        case labels = "/front/labels"
        case frames = "/front/detection_frames"
        case annotations = "/front/annotations"
        case images = "/front/image"
      }
    }
    /// A text or a number.
    struct Field: Decodable, Equatable {
      var text: String
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try (try? container.decode(String.self)) ?? "\(Float(try container.decode(Double.self)))"
      }
    }
    var profile: String
    var messages: Int
    var channels: Channels
  }

  @Test(.enabled(if: canRead, "needs the Python environment: run Tests/Python/setup"))
  func theMCAPFileIsReadByItsOwnLibraries() throws {
    let folder = try Self.replayed()
    let data = try PythonScript.run("detection_files.py", ["read", folder.url.appending(path: "o.mcap").path])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in
      path.last.map { $0.stringValue == "log_time" ? AnyKey("logTime") : AnyKey($0.stringValue) } ?? AnyKey("")
    }
    let contents = try decoder.decode(Contents.self, from: data)
    let channels = contents.channels
    #expect(contents.profile == "ros2" && channels.detections.count == 8 && channels.frames.count == 8)
    #expect(channels.labels.map(\.value) == [["car", "pedestrian"]] && contents.messages == 33)
    #expect(channels.annotations.count == 8 && channels.images.count == 8)
    let rows = try Self.rows(folder).dropFirst()
    for (index, (boxes, frame)) in zip(channels.detections, channels.frames).enumerated() {
      // Sensor time, as the events of a converted recording have it.
      #expect(boxes.stamp == boxes.logTime && frame.logTime == boxes.logTime && frame.stamp == frame.logTime)
      let expected = rows.filter { $0[1] == "\(index)" }
      #expect(boxes.value.map { [$0[0].text, $0[1].text, $0[2].text] } == expected.map { [$0[9], $0[7], $0[5]] })
      #expect(frame.value.map { [$0[0].text, $0[1].text, $0[2].text] } == expected.map { [$0[8], $0[7], $0[5]] })
      #expect(expected.allSatisfy { Int64($0[2]).map { $0 * 1000 } == boxes.logTime })
      // What Foxglove draws, over the image of the same time.
      let (drawn, image) = (channels.annotations[index], channels.images[index])
      #expect(drawn.stamp == boxes.stamp && drawn.logTime == boxes.logTime && image.stamp == boxes.stamp)
      #expect(image.logTime == boxes.logTime)
      #expect(image.value.map { $0.map(\.text) } == [["png", "front", "60.0", "50.0"]])
      #expect(drawn.value.count == expected.count)
      for (label, row) in zip(drawn.value, expected) {
        #expect(label[0].text.hasPrefix("\(row[9]) ") && label[1].text == row[3])
      }
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  @Test func imagesNeedAFileThatCanHoldThem() throws {
    let folder = try ReplayFiles.folder()
    for files in [[], ["--boxes", "o.csv"]] {
      let run = try CommandRun(
        arguments: ["replay", "edge.dat", "--images"] + files + ReplayCommandTests.unpublished, in: folder)
      #expect(run.status == 64 && run.errors.contains(".mcap"))
    }
  }

  @Test func aNameThatSaysNothingIsRefused() throws {
    let folder = try ReplayFiles.folder()
    for name in ["boxes", "boxes.txt", "a.npy/b"] {
      let run = try CommandRun(
        arguments: ["replay", "edge.dat", "--boxes", name] + ReplayCommandTests.unpublished, in: folder)
      #expect(run.status == 78 && run.errors.contains(name) && run.errors.contains(".mcap"))
    }
  }
}
