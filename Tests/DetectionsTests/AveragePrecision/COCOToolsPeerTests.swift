import Detections
import Foundation
import TestSupport
import Testing

private let peerIsUsable = PythonScript.isUsable(
  "precision_peer.py", ["check"], tests: "Tests against pycocotools")

/// Compares with pycocotools what it makes of the same boxes.
@Suite(.enabled(if: peerIsUsable, "needs pycocotools in .build/python-venv"))
struct COCOToolsPeerTests {
  private struct Expected: Decodable {
    var summary: [Double]
    /// [classes][sizes][thresholds][recalls].
    var precision: [[[[Double]]]]
    /// [classes][sizes][limits][thresholds].
    var recall: [[[[Double]]]]
  }

  @Test(arguments: ScoringCase.all) func numbersAreThoseOfPycocotools(_ scoring: ScoringCase) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(scoring.json, to: "case.json")
    let expected = try JSONDecoder().decode(Expected.self, from: PythonScript.run("precision_peer.py", [path]))
    let scores = try scoring.tally(scoring.images.indices).scores()
    #expect(expected.summary.count == 12 && scores.summary.count == 12)
    for (index, (ours, theirs)) in zip(scores.summary, expected.summary).enumerated() {
      #expect(abs((ours ?? -1) - theirs) <= 1e-9, "\(scoring.name): number \(index)")
    }
    for (classID, classScores) in scores.classes.enumerated() {
      for (size, sizeScores) in classScores.sizes.enumerated() {
        let precision = expected.precision[classID][size]
        let recall = expected.recall[classID][size]
        guard let sizeScores else {
          #expect(precision.joined().allSatisfy { $0 == -1 } && recall.joined().allSatisfy { $0 == -1 })
          continue
        }
        let place = "\(scoring.name): class \(classID), size \(size)"
        let largest = zip(sizeScores.precision.joined(), precision.joined()).map { abs($0 - $1) }.max() ?? 1
        #expect(largest <= 1e-9, "\(place)")
        #expect(zip(sizeScores.recall.joined(), recall.joined()).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(place)")
      }
    }
  }
}
