import Foundation
import TestSupport
import Testing

@Suite struct DetectResultsTests {
  private struct Result: Decodable {
    var image_id: Int
    var category_id: Int
    var bbox: [Double]
    var score: Double
  }

  /// Runs a command of `image_peers.py` and takes what it prints; nil where it fails.
  private static func peer(_ arguments: [String]) -> Data? { try? PythonScript.run("image_peers.py", arguments) }

  static let peersAreAvailable = PythonScript.isUsable(
    "image_peers.py", ["check"], tests: "Tests against pycocotools")

  private func results(_ arguments: [String], in folder: TemporaryFolder) throws -> (run: CommandRun, [Result]) {
    let run = try CommandRun(
      arguments: ["detect", "--model", "tiny.model", "--quiet", "--coco-results", "r.json"] + arguments, in: folder)
    return (run, try JSONDecoder().decode([Result].self, from: Data(folder.read("r.json"))))
  }

  /// Two images, four categories of which two are the model's.
  private static let annotations = """
    {"images": [
      {"id": 42, "file_name": "val/a.png", "width": 80, "height": 60},
      {"id": 7, "file_name": "val/b.png", "width": 80, "height": 60}],
     "categories": [
      {"id": 18, "name": "dog"}, {"id": 1, "name": "person"}, {"id": 2, "name": "bicycle"}, {"id": 90, "name": "x"}],
     "annotations": [
      {"id": 1, "image_id": 42, "category_id": 18, "bbox": [4, 4, 30, 30], "area": 900, "iscrowd": 0},
      {"id": 2, "image_id": 7, "category_id": 1, "bbox": [4, 4, 30, 30], "area": 900, "iscrowd": 0}]}
    """

  private func annotatedFolder() throws -> TemporaryFolder {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("val/a.png", in: folder)
    try DetectFiles.write("val/b.png", seed: 2, in: folder)
    try folder.write(Array(Self.annotations.utf8), to: "annotations.json")
    return folder
  }

  @Test func idsAreThoseOfTheAnnotations() throws {
    let folder = try annotatedFolder()
    let (run, results) = try results(["val", "--annotations", "annotations.json"], in: folder)
    #expect(run.status == 0 && run.output.isEmpty)
    #expect(run.errors.contains("r.json: \(results.count) boxes") && !run.errors.contains("made up"))
    // Cars are no category there.
    #expect(run.errors.contains("of 'car' left out"))
    #expect(Set(results.map(\.image_id)) == [7, 42])
    #expect(Set(results.map(\.category_id)) == [1, 18])
    #expect(results.allSatisfy { $0.score > 0.001 && $0.bbox.count == 4 })
    #expect(results.contains { $0.score < 0.25 })
    // Best first in each image.
    for id in [7, 42] {
      let scores = results.filter { $0.image_id == id }.map(\.score)
      #expect(scores == scores.sorted(by: >))
    }
    // Every class of an anchor counts: more than one class a box.
    let places = results.filter { $0.image_id == 7 }.map(\.bbox)
    #expect(Set(places).count < places.count)
  }

  @Test(.enabled(if: peersAreAvailable, "needs pycocotools in .build/python-venv"))
  func pycocotoolsReadsTheResults() throws {
    struct Evaluation: Decodable {
      var boxes: Int
      var images: [Int]
      var categories: [Int]
      var average_precision: Double
    }
    let folder = try annotatedFolder()
    let (_, results) = try results(["val", "--annotations", "annotations.json"], in: folder)
    let printed = try #require(Self.peer(["results", folder.path("annotations.json"), folder.path("r.json")]))
    let evaluation = try JSONDecoder().decode(Evaluation.self, from: printed)
    #expect(evaluation.boxes == results.count && results.count > 10)
    #expect(evaluation.images == [7, 42] && evaluation.categories == [1, 18])
    #expect((0...1).contains(evaluation.average_precision))

    // Labels that are what was found have been found.
    let best = try #require(results.max { $0.score < $1.score })
    let label =
      "{\"id\": 1, \"image_id\": \(best.image_id), \"category_id\": \(best.category_id), \"bbox\": \(best.bbox), "
      + "\"area\": \(best.bbox[2] * best.bbox[3]), \"iscrowd\": 0}"
    let text = try #require(Self.annotations.range(of: "\"annotations\": ["))
    try folder.write(
      Array("\(Self.annotations[..<text.upperBound])\(label)]}".utf8), to: "found.json")
    let found = try #require(Self.peer(["results", folder.path("found.json"), folder.path("r.json")]))
    #expect(try JSONDecoder().decode(Evaluation.self, from: found).average_precision > 0.99)
  }

  @Test func withoutAnnotationsIDsComeFromNamesOrPlaces() throws {
    let folder = try DetectFiles.folder()
    for name in ["n/000000000139.png", "n/000000000285.png", "n2/x.png"] { try DetectFiles.write(name, in: folder) }
    let (numbered, byNumber) = try results(["n"], in: folder)
    #expect(numbered.errors.contains("made up"))
    #expect(Set(byNumber.map(\.image_id)) == [139, 285])
    #expect(Set(byNumber.map(\.category_id)).isSubset(of: [1, 2, 3]))
    let (_, byPlace) = try results(["n", "n2"], in: folder)
    #expect(Set(byPlace.map(\.image_id)) == [1, 2, 3])
  }

  @Test func imagesThatAreNotAnnotatedAreReported() throws {
    let folder = try annotatedFolder()
    try DetectFiles.write("val/c.png", seed: 3, in: folder)
    let (run, results) = try results(["val", "--annotations", "annotations.json"], in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("val/c.png: the annotations annotations.json name no image like this"))
    #expect(Set(results.map(\.image_id)) == [7, 42])
  }

  @Test func annotationsOfOtherClassesAreRefused() throws {
    let folder = try annotatedFolder()
    try folder.write(
      Array(#"{"images": [], "categories": [{"id": 1, "name": "ship"}]}"#.utf8), to: "ships.json")
    let run = try CommandRun(
      "detect", "val", "--model", "tiny.model", "--coco-results", "r.json", "--annotations", "ships.json", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("person, car, dog") && run.errors.contains("ship"))
    #expect(!(try folder.names.contains("r.json")))
  }

  @Test func theLeastScoreIsAnOption() throws {
    let folder = try annotatedFolder()
    let (_, results) = try results(
      ["val", "--annotations", "annotations.json", "--results-score", "0.4"], in: folder)
    #expect(!results.isEmpty && results.allSatisfy { $0.score > 0.4 })
  }
}
