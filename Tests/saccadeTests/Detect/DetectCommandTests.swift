import Detections
import Events
import Foundation
import Pictures
import SpikingNetwork
import TestSupport
import Testing
import Timesteps

@Suite struct DetectCommandTests {
  /// What the parts give that have tests of their own, put together by hand.
  private func expected(
    _ canvas: Canvas, inputWidth: Int, inputHeight: Int, timesteps: Int, score: Float
  ) throws -> [DetectionReportJSON.Box] {
    let plan = try NetworkPlan(model: ModelFile(bytes: DetectFiles.model))
      .forInput(width: inputWidth, height: inputHeight)
    let ratio = min(64 / Double(canvas.width), 64 / Double(canvas.height))
    let resized = (
      width: (Double(canvas.width) * ratio).rounded(.toNearestOrEven),
      height: (Double(canvas.height) * ratio).rounded(.toNearestOrEven)
    )
    let letterbox = try Letterbox(
      sensor: SensorGeometry(width: canvas.width, height: canvas.height), inputWidth: inputWidth,
      inputHeight: inputHeight, resizing: .bilinear)
    #expect(Double(letterbox.imageWidth) == resized.width && Double(letterbox.imageHeight) == resized.height)
    var encoder = ImageEncoder(letterbox: letterbox)
    var codes = [UInt8](repeating: 0, count: encoder.shape.elementCount)
    var span = codes.mutableSpan
    encoder.encode(canvas.pixels.span.bytes, bytesPerPixel: 4, into: &span)
    let input = codes.map { Float($0) / 255 }

    let engine = ReferenceEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    var mean = [Float](repeating: 0, count: plan.description.outputElementCount)
    for _ in 0..<timesteps {
      var output = mean
      var outputSpan = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &outputSpan)
      for index in mean.indices { mean[index] += output[index] / Float(timesteps) }
    }
    let rules = try DecodingRules(scoreThreshold: score)
    var decoder = HeadDecoder(
      layout: try HeadLayout(inputWidth: inputWidth, inputHeight: inputHeight, classCount: 3), rules: rules)
    var candidates: [BoxCandidate] = []
    decoder.decode(mean.span, into: &candidates)
    var suppression = NonMaximumSuppression(rules: rules)
    suppression.suppress(&candidates)
    let left = ((Double(inputWidth) - resized.width) / 2 - 0.1).rounded()
    let top = ((Double(inputHeight) - resized.height) / 2 - 0.1).rounded()
    func column(_ x: Float) -> Float {
      Float(min(max((Double(x) - left) * Double(canvas.width) / resized.width, 0), Double(canvas.width)))
    }
    func row(_ y: Float) -> Float {
      Float(min(max((Double(y) - top) * Double(canvas.height) / resized.height, 0), Double(canvas.height)))
    }
    return candidates.map { box in
      DetectionReportJSON.Box(
        class: DetectFiles.classes[Int(box.classID)], class_id: Int(box.classID), score: box.score,
        x: column(box.left), y: row(box.top), width: column(box.right) - column(box.left),
        height: row(box.bottom) - row(box.top))
    }
  }

  private func expectEqual(_ found: [DetectionReportJSON.Box], _ expected: [DetectionReportJSON.Box]) {
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) {
      #expect(one.class == other.class && one.class_id == other.class_id && abs(one.score - other.score) < 1e-5)
      for key in [\DetectionReportJSON.Box.x, \.y, \.width, \.height] {
        #expect(abs(one[keyPath: key] - other[keyPath: key]) < 1e-2)
      }
    }
  }

  @Test(arguments: [
    ("minimal", 120, 50, 64, 32), ("full", 120, 50, 64, 64), ("minimal", 33, 100, 32, 64), ("minimal", 64, 64, 64, 64),
  ])
  func boxesAreThoseOfTheParts(padding: String, width: Int, height: Int, inputWidth: Int, inputHeight: Int) throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", width: width, height: height, seed: 8, in: folder)
    let run = try CommandRun(
      "detect", "a.png", "--model", "tiny.model", "--json", "--padding", padding, "--timesteps", "2", "--score", "0.3",
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try DetectionReportJSON(run)
    #expect(report.model == "\(try ModelFile(bytes: DetectFiles.model).digest)")
    #expect(report.classes == DetectFiles.classes && report.timesteps == 2 && report.failures.isEmpty)
    let image = try #require(report.images.first)
    #expect(image.file == "a.png" && image.width == width && image.height == height)
    #expect(image.input == DetectionReportJSON.Size(width: inputWidth, height: inputHeight))
    let expected = try expected(
      DetectFiles.picture(width: width, height: height, seed: 8), inputWidth: inputWidth, inputHeight: inputHeight,
      timesteps: 2, score: 0.3)
    #expect(!expected.isEmpty)
    expectEqual(image.detections, expected)
  }

  /// Nothing of an image is left in the network when the next one comes, also of other sizes in between.
  @Test func everyImageStartsFromZero() throws {
    let folder = try DetectFiles.folder()
    let sizes = [(80, 60), (60, 80), (64, 64), (80, 20), (20, 80), (80, 60), (90, 45), (80, 60)]
    for (index, size) in sizes.enumerated() {
      try DetectFiles.write("\(index).png", width: size.0, height: size.1, seed: UInt64(index % 5), in: folder)
    }
    let names = sizes.indices.map { "\($0).png" }
    let options = ["--model", "tiny.model", "--json", "--timesteps", "2"]
    let together = try DetectionReportJSON(CommandRun(arguments: ["detect"] + names + options, in: folder))
    #expect(together.images.map(\.file) == names)
    for (name, image) in zip(names, together.images) {
      let alone = try DetectionReportJSON(CommandRun(arguments: ["detect", name] + options, in: folder))
      #expect(alone.images.first?.detections == image.detections)
    }
    #expect(together.images[0].detections == together.images[5].detections)
    #expect(together.images[0].detections != together.images[7].detections)
  }

  @Test func aTableIsPrintedForEachImage() throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", in: folder)
    try DetectFiles.write("b.png", seed: 2, in: folder)
    let options = ["a.png", "b.png", "--model", "tiny.model"]
    let run = try CommandRun(arguments: ["detect"] + options, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let report = try DetectionReportJSON(CommandRun(arguments: ["detect", "--json"] + options, in: folder))
    let lines = run.output.split(separator: "\n").map(String.init)
    let boxes = report.images.flatMap(\.detections)
    #expect(lines.count == boxes.count + 4)
    #expect(lines[0] == "a.png  80x60  \(report.images[0].detections.count) boxes")
    let first = try #require(boxes.first)
    let cells = lines[2].split(separator: " ")
    #expect(cells.count == 6 && cells[0] == first.class)
    for (cell, value) in zip(cells[2...], [first.x, first.y, first.width, first.height]) {
      #expect(abs((Float(cell) ?? .nan) - value) <= 0.051)
    }
    #expect(try CommandRun(arguments: ["detect", "--quiet"] + options, in: folder).output.isEmpty)
    let none = try CommandRun(arguments: ["detect", "--score", "1"] + options, in: folder)
    #expect(none.output == "a.png  80x60  0 boxes\nb.png  80x60  0 boxes\n")
  }

  /// The stored image is 25 x 18; upright it is 18 x 25.
  @Test func imagesAreUprightBeforeTheyAreShown() throws {
    let folder = try DetectFiles.folder()
    try folder.write(DetectFiles.golden("jpeg-orientation-6.jpg"), to: "turned.jpg")
    let decoded = try ImageDecoder.decode(DetectFiles.golden("jpeg-orientation-6.jpg")).canvas
    try folder.write(PNGEncoder.encode(decoded), to: "upright.png")
    let run = try CommandRun(
      "detect", "turned.jpg", "upright.png", "--model", "tiny.model", "--json", "--score", "0.1", in: folder)
    let images = try DetectionReportJSON(run).images
    #expect(images.map { [$0.width, $0.height] } == [[18, 25], [18, 25]])
    #expect(images[0].detections == images[1].detections && !images[0].detections.isEmpty)
  }

  @Test func unreadableImagesAreReportedAndTheOthersGoOn() throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", in: folder)
    try folder.write(Array("GIF89a".utf8), to: "b.png")
    try folder.write(Array(DetectFiles.golden("jpeg-420.jpg").prefix(700)), to: "c.jpg")
    try DetectFiles.write("d.png", seed: 2, in: folder)
    let names = ["a.png", "b.png", "missing.png", "c.jpg", "d.png"]
    let arguments = ["detect", "--model", "tiny.model", "--json"] + names
    let run = try CommandRun(arguments: arguments, in: folder)
    #expect(run.status == 65)
    for part in [
      "b.png: no PNG or JPEG image", "missing.png: cannot open", "c.jpg: the JPEG image ends early", "3 of 5 images",
    ] {
      #expect(run.errors.contains(part), "\(run.errors)")
    }
    let report = try DetectionReportJSON(run)
    #expect(report.images.map(\.file) == ["a.png", "d.png"])
    #expect(report.failures.map(\.file) == ["b.png", "missing.png", "c.jpg"])
    #expect(report.failures.map(\.status) == [65, 66, 65])

    let stopped = try CommandRun(arguments: arguments + ["--stop-on-error"], in: folder)
    #expect(stopped.status == 65 && stopped.output.isEmpty)
    #expect(stopped.errors.contains("b.png") && !stopped.errors.contains("c.jpg"))
    // Where files are missing and nothing else is wrong, that is what the status says.
    let missing = try CommandRun(arguments: ["detect", "--model", "tiny.model", "a.png", "no.png"], in: folder)
    #expect(missing.status == 66 && missing.output.contains("a.png"))
    let only = try CommandRun(arguments: ["detect", "--model", "tiny.model", "b.png"], in: folder)
    #expect(only.status == 65 && only.errors.split(separator: "\n").count == 1)
  }

  @Test func damageThatIsRepairedIsSaid() throws {
    let folder = try DetectFiles.folder()
    try folder.write(DetectFiles.golden("jpeg-420.jpg").dropLast(2), to: "a.jpg")
    let run = try CommandRun("detect", "a.jpg", "--model", "tiny.model", "--json", in: folder)
    #expect(run.status == 0)
    #expect(run.errors.contains("a.jpg: read, although it is damaged"))
    #expect(try DetectionReportJSON(run).images.first?.warning == "the end of the file is missing")
  }

  @Test func badUseHasItsExitStatus() throws {
    let folder = try DetectFiles.folder()
    try DetectFiles.write("a.png", in: folder)
    try folder.write(Array("{}".utf8), to: "no.json")
    try FileManager.default.createDirectory(at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let generated = try CommandRun(
      arguments: ["network", "generate", "-o", "events.model"] + NetworkFiles.tinyOptions, in: folder)
    #expect(generated.status == 0)
    try folder.write(
      NetworkGenerator(description: DetectFiles.description(fit: .pad), seed: 4).modelBytes(), to: "pad.model")
    try folder.write(
      NetworkGenerator(description: DetectFiles.description(paddingValue: 0.5), seed: 4).modelBytes(), to: "half.model")
    let tiny = ["--model", "tiny.model"]
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      (tiny, 64, "--list"), (["a.png"], 64, "--model"), (["a.png", "--score", "2"] + tiny, 64, "--score"),
      (["a.png", "--overlap", "nan"] + tiny, 64, "--overlap"),
      (["a.png", "--timesteps", "0"] + tiny, 64, "--timesteps"),
      (["a.png", "--results-score", "-1"] + tiny, 64, "--results-score"),
      (["a.png", "--json", "--quiet"] + tiny, 64, "--quiet"), (["a.png", "--padding", "x"] + tiny, 64, "--padding"),
      (["a.png", "--annotations", "no.json"] + tiny, 64, "--coco-results"),
      (["a.png", "a.png", "--draw", "x.png"] + tiny, 64, "2 images"),
      (["a.png", "--draw", "a.png"] + tiny, 64, "replace the image"),
      (["a.png", "--draw", "."] + tiny, 64, "replace the image"), ([""] + tiny, 64, "empty"),
      (["a.png", "--model", "no.model"], 66, "no.model"), (["a.png", "--model", "a.png"], 65, "a.png"),
      (["empty"] + tiny, 66, "no image"), (["--list", "no.txt"] + tiny, 66, "no.txt"),
      (["--list", "tiny.model"] + tiny, 65, "tiny.model"),
      (["a.png", "--model", "events.model"], 78, "saccade replay"), (["a.png", "--model", "half.model"], 78, "0.5"),
      (["a.png", "--model", "pad.model"], 65, "a.png"),
      (["a.png", "--coco-results", "r.json", "--annotations", "no.json"] + tiny, 65, "'images' is missing"),
      (["a.png", "--coco-results", "no/r.json"] + tiny, 69, "no/r.json"),
      (["a.png", "--draw", "no/x.png"] + tiny, 69, "no/x.png"), (["a.png", "--draw", "no/x/"] + tiny, 69, "no/x/"),
    ]
    let before = try folder.names
    for (arguments, status, part) in cases {
      let run = try CommandRun(arguments: ["detect"] + arguments, in: folder)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(part), "\(arguments): \(run.errors)")
    }
    #expect(try folder.names == before)
  }
}
