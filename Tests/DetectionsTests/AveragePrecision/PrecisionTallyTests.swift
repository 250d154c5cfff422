import Detections
import TestSupport
import Testing

@Suite struct PrecisionTallyTests {
  private static let scoring = ScoringCase.random(
    "parts", seed: 9, images: 60, classes: 3, truths: 6, detections: 20, isCoarse: true)

  @Test(arguments: 1...20) func partsInAnyOrderMergeToTheWhole(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let scoring = Self.scoring
    let whole = try scoring.tally(scoring.images.indices)
    let parts = Int.random(in: 1...9, using: &random)
    var images = [[Int]](repeating: [], count: parts)
    for index in scoring.images.indices.shuffled(using: &random) {
      images[Int.random(in: 0..<parts, using: &random)].append(index)
    }
    var merged = PrecisionTally(classCount: scoring.classCount)
    for part in try images.map({ try scoring.tally($0) }).shuffled(using: &random) { try merged.merge(part) }
    #expect(merged == whole)
    // To the last bit, not within a tolerance.
    #expect(merged.scores() == whole.scores())
  }

  @Test func orderOfImagesDecidesBetweenEqualScores() throws {
    let scoring = Self.scoring
    var turned = PrecisionTally(classCount: scoring.classCount)
    for (index, image) in scoring.images.enumerated() {
      try turned.add(
        ImageMatches(truths: image.truths, detections: image.detections), for: ImageKey(number: Int64(-index)))
    }
    // If this were equal, the test above would say nothing.
    #expect(try turned.scores().summary != scoring.tally(scoring.images.indices).scores().summary)
  }

  @Test func nothingIsCountedTwice() throws {
    let scoring = Self.scoring
    var tally = try scoring.tally(0..<10)
    let matches = ImageMatches(truths: [], detections: [])
    #expect(throws: DetectionsError.duplicateImage(ImageKey(number: 4))) {
      try tally.add(matches, for: ImageKey(number: 4))
    }
    let other = try scoring.tally(9..<12)
    #expect(throws: DetectionsError.duplicateImage(ImageKey(number: 9))) { try tally.merge(other) }
    #expect(try tally == scoring.tally(0..<10))
    #expect(throws: DetectionsError.classCount(2)) { try tally.merge(PrecisionTally(classCount: 2)) }
  }

  @Test func keysAreOrderedByRecordingThenNumber() {
    let keys = [
      ImageKey(recording: "b", number: 1), ImageKey(recording: "a", number: 20), ImageKey(recording: "a", number: 3),
      ImageKey(number: 99), ImageKey(recording: "a/c", number: 0),
    ]
    #expect(keys.sorted().map(\.number) == [99, 3, 20, 0, 1])
  }
}
