import Detections
import Events
import Foundation
import TestSupport
import Testing

@Suite struct EvaluateProblemTests {
  private func box(_ time: Int64, x: Float = 5, width: Float = 30, classID: UInt32 = 0) -> TimedDetection {
    TimedDetection(
      time: time, detection: Detection(x: x, y: 5, width: width, height: 30, score: 1, classID: classID))
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try EvaluateFiles.folder(clips: 1)
    try folder.write(EvaluateFiles.recording(number: 3), to: "set/unlabelled_td.dat")
    try folder.write(BoxFileEncoder.encode([box(600_000)]), to: "set/lost_bbox.npy")
    try folder.write(
      EvaluateFiles.recording(number: 3, geometry: SensorGeometry(width: 50, height: 40)), to: "set/small_td.dat")
    try folder.write(BoxFileEncoder.encode([box(600_000)]), to: "set/small_bbox.npy")
    try folder.write(EvaluateFiles.recording(number: 3, eventCount: 0), to: "set/empty_td.dat")
    try folder.write(BoxFileEncoder.encode([box(600_000)]), to: "set/empty_bbox.npy")
    try folder.write(EvaluateFiles.recording(number: 3), to: "set/labels_td.dat")
    try folder.write(Array("no boxes".utf8), to: "set/labels_bbox.npy")
    try folder.write(EvaluateFiles.recording(number: 2), to: "set/odd_td.dat")
    try folder.write(
      BoxFileEncoder.encode([
        box(600_000), box(600_000, x: 60), box(600_000, x: -30), box(600_000, width: 0), box(600_000, classID: 5),
        box(900_000),
      ]), to: "set/odd_bbox.npy")
    return folder
  }

  @Test func eachIsToldWithItsFileAndTheOthersGoOn() throws {
    let folder = try folder()
    let run = try EvaluateFiles.evaluate(["--json", "--report", "report"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let json = try EvaluationJSON(run)
    let expected = [
      ("unlabelled_td.dat", "no labels: unlabelled_bbox.npy is missing"),
      ("lost_bbox.npy", "no recording belongs to these labels"),
      ("small_td.dat", "the recording is of a sensor of 50x40, and the model is for 60x50"),
      ("empty_td.dat", "there is no event in it; the clip is left out"), ("labels_bbox.npy", "not a NumPy file"),
      ("odd_bbox.npy", "2 of 6 boxes are outside the model's sensor, 60x50, the first of class 0 at 600000 us"),
      ("odd_bbox.npy", "1 of 6 boxes are without an area"),
      ("odd_bbox.npy", "1 of 2 boxes are later than the recording's end"),
    ]
    for (file, message) in expected {
      #expect(json.problems.contains { $0.file == file && $0.message.contains(message) }, "\(file): \(json.problems)")
      #expect(run.errors.contains("\(file): "))
    }
    #expect(json.problems.count == expected.count && json.clips_left_out == 3)
    #expect(json.clips.map(\.name) == ["a/clip0_td.dat", "odd_td.dat"])
    let page = String(decoding: try folder.read("report/report.html"), as: UTF8.self)
    #expect(page.contains("Problems with the data") && page.contains("small_td.dat: "))
    // Told again where finished clips are taken over.
    #expect(try EvaluateFiles.evaluate(["--json", "--report", "report"], in: folder).errors == run.errors)
  }

  @Test func theFirstOneEndsTheEvaluationWhereItIsToStop() throws {
    let folder = try folder()
    let run = try EvaluateFiles.evaluate(["--on-problem", "stop"], in: folder)
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.errors.contains("lost_bbox.npy: no recording belongs to these labels"))
    #expect(run.errors.contains("--on-problem skip evaluates without what is wrong"))
  }

  @Test func aDataSetWithoutAnyLabelThatCountsIsNotScored() throws {
    let folder = try EvaluateFiles.folder(clips: 1)
    // All before half a second.
    try folder.write(BoxFileEncoder.encode([box(100_000)]), to: "set/a/clip0_bbox.npy")
    let run = try EvaluateFiles.evaluate([], in: folder)
    #expect(run.status == 65 && run.errors.contains("set: there is no label to score by in 1 clips"))
    #expect(try EvaluateFiles.evaluate(["--protocol", "published"], in: folder).status == 0)
  }
}
