import Foundation
import TestSupport
import Testing

@Suite struct EvaluateImageTests {
  static let peersAreAvailable = PythonScript.isUsable(
    "image_peers.py", ["check"], tests: "Tests against pycocotools")

  private struct Result: Decodable {
    var image_id: Int
    var category_id: Int
    var bbox: [Double]
  }

  /// Three images of which two are annotated, with boxes where something was detected, one of them a crowd.
  private func folder() throws -> TemporaryFolder {
    let folder = try DetectFiles.folder()
    for (seed, name) in ["a", "b", "c"].enumerated() {
      try DetectFiles.write("val/\(name).png", seed: UInt64(seed), in: folder)
    }
    try folder.write(annotations([]), to: "bare.json")
    let run = try CommandRun(
      "detect", "val/a.png", "val/b.png", "--model", "tiny.model", "--quiet", "--coco-results", "r.json",
      "--annotations",
      "bare.json", in: folder)
    try #require(run.status == 0, "\(run.errors)")
    let results = try JSONDecoder().decode([Result].self, from: Data(folder.read("r.json")))
    let boxes = results.enumerated().filter { $0.offset % 7 == 0 }.map { index, result in
      let box = result.bbox
      return "{\"id\": \(index + 1), \"image_id\": \(result.image_id), \"category_id\": \(result.category_id), "
        + "\"bbox\": [\(box[0] + 0.5), \(box[1]), \(box[2]), \(box[3] + 0.25)], \"area\": \(box[2] * box[3] * 0.8), "
        + "\"iscrowd\": \(index % 5 == 0 ? 1 : 0)}"
    }
    try folder.write(annotations(boxes), to: "annotations.json")
    return folder
  }

  private func annotations(_ boxes: [String]) -> [UInt8] {
    Array(
      """
      {"images": [{"id": 42, "file_name": "a.png"}, {"id": 7, "file_name": "b.png"}],
       "categories": [{"id": 18, "name": "dog"}, {"id": 1, "name": "person"}, {"id": 3, "name": "car"}],
       "annotations": [\(boxes.joined(separator: ",\n"))]}
      """.utf8)
  }

  private func evaluate(_ options: [String], in folder: TemporaryFolder) throws -> CommandRun {
    try CommandRun(
      arguments: ["evaluate", "val", "--model", "tiny.model", "--annotations", "annotations.json"] + options, in: folder
    )
  }

  @Test(.enabled(if: peersAreAvailable, "needs pycocotools in .build/python-venv"))
  func theScoreIsPycocotoolsOfTheResultsFile() throws {
    struct Evaluation: Decodable { var average_precision: Double }
    let folder = try folder()
    let run = try evaluate(["--json"], in: folder)
    #expect(run.status == 0)
    let json = try EvaluationJSON(run)
    #expect(json.rules.name == "coco" && json.moments == 2 && json.truths > 5 && json.measured.inference == nil)
    #expect(json.problems.map(\.file) == ["c.png"])
    let printed = try PythonScript.run(
      "image_peers.py", ["results", folder.path("annotations.json"), folder.path("r.json")])
    let expected = try JSONDecoder().decode(Evaluation.self, from: printed).average_precision
    // The results file has boxes to a thousandth of a pixel.
    #expect(expected > 0.05 && abs((json.mean.map ?? -1) - expected) < 1e-3, "\(json.mean), \(expected)")
  }

  @Test func imagesAreWrittenAsAPageAndNeedAnnotations() throws {
    let folder = try folder()
    let run = try evaluate(["--report", "report"], in: folder)
    #expect(run.status == 0 && run.output.contains("protocol:   coco"))
    let page = String(decoding: try folder.read("report/report.html"), as: UTF8.self)
    #expect(page.contains("person") && !page.contains("<img"))
    let without = try CommandRun("evaluate", "val", "--model", "tiny.model", in: folder)
    #expect(without.status == 64 && without.errors.contains("name their file with --annotations"))
    try folder.write(Array(#"{"images": [], "categories": []}"#.utf8), to: "annotations.json")
    let empty = try evaluate([], in: folder)
    #expect(
      empty.status == 65 && empty.errors.contains("annotations.json: no COCO annotations: there are no 'annotations'"))
  }
}
