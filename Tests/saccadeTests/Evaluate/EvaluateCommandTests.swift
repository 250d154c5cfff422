import Detections
import Foundation
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
  private func folder(oneClass: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      EvaluateFiles.modelBytes(classes: oneClass ? ["car"] : ["car", "pedestrian"]), to: "net.model")
    try FileManager.default.createDirectory(at: folder.url.appending(path: "set"), withIntermediateDirectories: true)
    try folder.write(EvaluateFiles.recording(number: 1), to: "set/one_td.dat")
    return folder
  }

  /// Labels that are all that `saccade replay` detects are all found, for it is the same path.
  @Test(arguments: ["carry", "reset"]) func whatReplayDetectsIsFound(state: String) throws {
    let folder = try folder()
    let detections = try EvaluateFiles.replayed(
      "set/one_td.dat", ["--stride", "1", "--state", state, "--score", "\(EvaluateFiles.score)"], in: folder)
    let labels = EvaluateFiles.labels(of: detections, delay: 4_900)
    try folder.write(BoxFileEncoder.encode(labels), to: "set/one_bbox.npy")
    let run = try EvaluateFiles.evaluate(
      ["--state", state, "--score", "\(EvaluateFiles.score)", "--json"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let json = try EvaluationJSON(run)
    let counted = LabelRules.gen1.moments(of: labels)
    #expect(json.truths == counted.reduce(0) { $0 + $1.truths.count } && json.truths > 10)
    #expect(json.moments == counted.count && json.moments > 2)
    #expect(json.rules.name == "gen1" && json.rules.state == state && json.rules.stride == 1)
    for kind in json.classes where kind.truths > 0 {
      #expect(kind.truths == kind.detections && kind.figures.isPerfect && kind.figures.recall100 == 1, "\(kind)")
    }
    #expect(json.mean.isPerfect)
    // Otherwise this would hold for detections that are nothing.
    let lower = try EvaluationJSON(
      EvaluateFiles.evaluate(["--state", state, "--json", "--score", "0.9999"], in: folder))
    #expect((lower.mean.map ?? 1) < 1)
  }

  @Test(arguments: ["carry", "reset"]) func aWindowEndsAtEachLabelByThePublishedRules(state: String) throws {
    let folder = try folder(oneClass: true)
    // Where labels are whole numbers of timesteps from the first event, these are the pipeline's own windows.
    let detections = try EvaluateFiles.replayed(
      "set/one_td.dat", ["--state", state, "--score", "\(EvaluateFiles.score)"], in: folder)
    let labels = EvaluateFiles.labels(of: detections)
    try folder.write(BoxFileEncoder.encode(labels), to: "set/one_bbox.npy")
    let options = ["--protocol", "published", "--state", state, "--score", "\(EvaluateFiles.score)", "--json"]
    let json = try EvaluationJSON(EvaluateFiles.evaluate(options, in: folder))
    #expect(json.truths == labels.count && json.truths > 10)
    #expect(json.mean.isPerfect && json.streaming == nil && json.measured.streaming == nil)
    // A label elsewhere gets a window of its own, not one of the pipeline's.
    let moved = labels.map { TimedDetection(time: $0.time + 4_000, detection: $0.detection) }
    try folder.write(BoxFileEncoder.encode(moved), to: "set/one_bbox.npy")
    let elsewhere = try EvaluationJSON(EvaluateFiles.evaluate(options, in: folder))
    #expect(elsewhere.truths == labels.count && (elsewhere.mean.map ?? 1) < 1)
  }

  @Test func streamingCountsWhatWasPublishedByThen() throws {
    let folder = try folder()
    let detections = try EvaluateFiles.replayed(
      "set/one_td.dat", ["--stride", "1", "--score", "\(EvaluateFiles.score)"], in: folder)
    try folder.write(BoxFileEncoder.encode(EvaluateFiles.labels(of: detections)), to: "set/one_bbox.npy")
    func streaming(_ time: String) throws -> EvaluationJSON.Streaming {
      let run = try EvaluateFiles.evaluate(
        ["--score", "\(EvaluateFiles.score)", "--inference-time", time, "--json"], in: folder)
      return try #require(try EvaluationJSON(run).streaming)
    }
    // Labels lie at the ends of windows: what takes no time is there.
    #expect(try streaming("0ms").figures.isPerfect)
    let late = try streaming("2ms")
    #expect(late.fixed_inference_time_ms == 2 && (late.figures.map ?? 1) < 1)
    // Nothing is there before the recording has ended.
    #expect(try streaming("10s").figures.map == 0)
    let measured = try EvaluationJSON(EvaluateFiles.evaluate(["--json"], in: folder))
    #expect(measured.streaming == nil && measured.measured.streaming?.figures.map != nil)
  }

  @Test func tableJSONAndPageTellTheSame() throws {
    let folder = try EvaluateFiles.folder()
    let run = try EvaluateFiles.evaluate(["--report", "report"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let report = try JSONDecoder().decode(
      EvaluationJSON.self, from: Data(contentsOf: folder.url.appending(path: "report/report.json")))
    for text in [
      "3 clips", "\(report.moments) labelled moments", "protocol:   gen1, state carry, stride 1", "mAP@50:95",
      "pedestrian",
      "mean", "streaming:", "measured, so not the same twice", "firing:", "energy:", "inference:",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(report.clips.map(\.name) == ["a/clip0_td.dat", "a/clip2_td.dat", "b/c/clip1_td.dat"])
    let map = try #require(report.mean.map50)
    #expect(map > 0.1 && map < 1)
    let activity = try #require(report.activity)
    #expect(activity.firing_rate > 0 && activity.firing_rate < 1)
    // A timestep for each 10 ms of 0.7 s, and the last one.
    #expect(activity.timesteps == report.measured.inference?.timesteps && activity.timesteps == 3 * 70)
    let page = String(decoding: try folder.read("report/report.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("prefers-color-scheme: dark"))
    // It needs nothing from elsewhere.
    #expect(!page.contains("http") && !page.contains("<script") && !page.contains("url("))
    #expect(
      page.components(separatedBy: "src=").count == page.components(separatedBy: "src=\"data:image/png;base64,").count)
    #expect(page.components(separatedBy: "<img").count == 7 && page.components(separatedBy: "<svg").count == 6)
    for text in ["Best moments", "Worst moments", "b/c/clip1_td.dat", "Precision at an overlap of 0.5"] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test func withoutCountingEnginesAndMomentsAreTheSame() throws {
    let folder = try EvaluateFiles.folder(clips: 1)
    let counted = try EvaluationJSON(
      EvaluateFiles.evaluate(["--json", "--engine", "adaptive", "--weights", "f32"], in: folder))
    let plain = try EvaluationJSON(EvaluateFiles.evaluate(["--json", "--no-activity"], in: folder))
    #expect(counted.activity != nil && plain.activity == nil)
    #expect(counted.moments == plain.moments && counted.truths == plain.truths && counted.events == plain.events)
  }

  @Test(arguments: [
    (["set"], "give a data set's folder and --model, or --merge with partial results"),
    (["--merge", "x", "--shard", "1/2"], "--merge takes everything from the partial results"),
    (["set", "--model", "m", "--shard", "1/2"], "--shard writes a partial result; say where with --report"),
    (["set", "--model", "m", "--shard", "3/2", "--report", "r"], "'3/2'"),
    (["set", "--model", "m", "--score", "2"], "--score is 2.0; give 0...1"),
    (["set", "--model", "m", "--protocol", "kitti"], "kitti"), (["set", "--model", "m", "--restart"], "--restart"),
  ])
  func wrongOptionsAreSaid(options: [String], message: String) throws {
    let run = try CommandRun(arguments: ["evaluate"] + options)
    #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
  }

  @Test func whatIsNotThereIsSaid() throws {
    let folder = try EvaluateFiles.folder(clips: 1)
    let nowhere = try CommandRun("evaluate", "nowhere", "--model", "net.model", in: folder)
    #expect(nowhere.status == 66 && nowhere.errors.contains("nowhere/: the folder cannot be read"))
    try FileManager.default.createDirectory(at: folder.url.appending(path: "bare"), withIntermediateDirectories: true)
    let bare = try CommandRun("evaluate", "bare", "--model", "net.model", in: folder)
    #expect(bare.status == 66 && bare.errors.contains("no recording with labels"))
    let coco = try EvaluateFiles.evaluate(["--protocol", "coco"], in: folder)
    #expect(coco.status == 78 && coco.errors.contains("coco is for images"))
  }
}
