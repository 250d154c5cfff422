import Detections
import Foundation
import TestSupport
import Testing

/// Tracks on simulated clips, scored by other people's software.
@Suite(
  .enabled(
    if: PythonScript.isUsable("tracking_peers.py", ["check"], tests: "scores of tracks"),
    "the Python environment of the tests is not there"))
struct TrackScoreTests {
  struct Score: Decodable {
    var num_switches: Double
    var mota: Double
    var idf1: Double
    var hota: Double
    /// The parts of HOTA: how well boxes are found, and how well they are numbered.
    var deta: Double
    var assa: Double
  }

  static func score(_ name: String, in folder: TemporaryFolder) throws -> Score {
    let output = try PythonScript.run("tracking_peers.py", ["score", folder.path("truth.npy"), folder.path(name)])
    return try JSONDecoder().decode(Score.self, from: output)
  }

  @Test(arguments: [100_000, 250_000] as [Int64])
  func numbersSwitchLessThanThoseOfTheMostOverlap(periodMicroseconds: Int64) throws {
    let boxes = try SimulatedBoxes(seeds: 100..<104, periodMicroseconds: periodMicroseconds)
    let folder = try TemporaryFolder()
    try folder.write(BoxFileEncoder.encode(boxes.truth), to: "truth.npy")
    try folder.write(BoxFileEncoder.encode(boxes.detected), to: "detected.npy")
    let published = boxes.detected.filter { $0.detection.score >= 0.25 }
    try folder.write(BoxFileEncoder.encode(published), to: "published.npy")
    let run = try CommandRun("track", "detected.npy", "-o", "tracked.npy", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let tracked = try Self.score("tracked.npy", in: folder)
    for (plain, least) in [("published.npy", "0.05"), ("published.npy", "0.3"), ("detected.npy", "0.1")] {
      try PythonScript.run(
        "tracking_peers.py", ["greedy", folder.path(plain), folder.path("greedy.npy"), least, "1000000"])
      let greedy = try Self.score("greedy.npy", in: folder)
      #expect(tracked.num_switches < 0.5 * greedy.num_switches, "\(tracked), \(greedy)")
      #expect(tracked.idf1 > greedy.idf1 + 0.05, "\(tracked), \(greedy)")
      #expect(tracked.assa > greedy.assa + 0.03, "\(tracked), \(greedy)")
      // HOTA counts the boxes, too, and the plain way numbers them all: it is compared where both publish the same ones.
      #expect(plain == "detected.npy" || tracked.hota > greedy.hota + 0.02, "\(tracked), \(greedy)")
    }
  }

  /// The score itself: perfect for the truth, and switched where two objects change their numbers.
  @Test func theScoreSeesSwitches() throws {
    let folder = try TemporaryFolder()
    let truth = (0..<10).flatMap { step in
      (0..<2).map { object in
        TimedDetection(
          time: Int64(step) * 100_000,
          detection: Detection(
            x: 100 * Float(object), y: 10, width: 20, height: 20, score: 1, classID: 0, trackID: UInt32(object + 1)))
      }
    }
    var switched = truth
    for index in switched.indices where switched[index].time >= 500_000 {
      switched[index].detection.trackID = 3 - switched[index].detection.trackID
    }
    try folder.write(BoxFileEncoder.encode(truth), to: "truth.npy")
    try folder.write(BoxFileEncoder.encode(switched), to: "switched.npy")
    let perfect = try Self.score("truth.npy", in: folder)
    #expect(perfect.num_switches == 0 && perfect.mota == 1 && perfect.idf1 == 1)
    #expect(abs(perfect.hota - 1) < 1e-9 && perfect.deta == 1 && perfect.assa == 1)
    let other = try Self.score("switched.npy", in: folder)
    #expect(other.num_switches == 2 && other.mota == 0.9 && other.idf1 == 0.5)
    // Of the 15 boxes that an object or its number has, 5 are the same; HOTA is the root of the two parts' product.
    let third = 1.0 / 3.0
    #expect(other.deta == 1)
    #expect(abs(other.assa - third) < 1e-9)
    #expect(abs(other.hota - third.squareRoot()) < 1e-9)
  }
}
