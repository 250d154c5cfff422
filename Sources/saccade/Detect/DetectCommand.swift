import ArgumentParser
import Detections
import SpikingNetwork

/// `saccade detect`: images go in, boxes come out.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Detect objects in still images.",
    discussion: """
      Needs a model of the static-image network (variant coco). An image is scaled to fit the model's input, padded, and shown \
      to the network T times from a zero state; the boxes are in pixels of the upright image, cut at its edges. PNG and JPEG are \
      read, folders with all that is below them in the order of names. An image that cannot be read is reported and the others go \
      on; the exit status is then 65.

      Examples:
        saccade detect street.jpg --model coco-l.model
        saccade detect street.jpg --model coco-l.model --draw street-boxes.png
        saccade detect photos/ --model coco-l.model --score 0.4 --draw boxes/
        saccade detect photos/ --model coco-l.model --json | jq '.images[].detections'
        saccade detect val2017/ --model coco-l.model --quiet \\
          --annotations instances_val2017.json --coco-results results.json
      """)

  @Argument(help: ArgumentHelp("Images and folders of images.", valueName: "image"))
  var images: [String] = []

  @Option(help: ArgumentHelp("The model file.", valueName: "file"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "Also the images that a text file names, one path a line, relative to the file's folder; - for standard input.",
      valueName: "file.txt"))
  var list: String?

  @Option(help: ArgumentHelp("How often an image is shown, T (default: the model's).", valueName: "n"))
  var timesteps: Int?

  @Option(help: "How far images are padded: to the next multiple of 32, or to the model's whole input.")
  var padding = ImagePadding.minimal

  @Option(help: ArgumentHelp("Show boxes from this score on.", valueName: "0...1"))
  var score: Float = 0.25

  @Option(
    help: ArgumentHelp(
      "Of two boxes of a class that overlap by more than this (intersection over union), keep the better.",
      valueName: "0...1"))
  var overlap: Float = 0.7

  @OptionGroup var engine: EngineOptions

  @Flag(help: "Print all boxes as one JSON object.")
  var json = false

  @Flag(help: "Print no boxes.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "Draw boxes into copies: a .png file for one image, a folder for several; they are overwritten.",
      valueName: "path"))
  var draw: String?

  @Option(
    help: ArgumentHelp(
      "Write a COCO results file, by the rules of the published evaluation: every class of a box above --results-score.",
      valueName: "file.json"))
  var cocoResults: String?

  @Option(
    help: ArgumentHelp(
      "Take the results' ids from COCO annotations: of images by file name, of categories by class name.",
      valueName: "file.json"))
  var annotations: String?

  @Option(help: ArgumentHelp("The least score in the results file.", valueName: "0...1"))
  var resultsScore: Float = 0.001

  @Flag(help: "End at the first image that cannot be read.")
  var stopOnError = false

  func validate() throws {
    guard !images.isEmpty || list != nil else { throw ValidationError("give images, folders of images, or --list") }
    for (name, value) in [("--score", score), ("--overlap", overlap), ("--results-score", resultsScore)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(value); give 0...1")
    }
    if let timesteps, !(1...1024).contains(timesteps) {
      throw ValidationError("--timesteps is \(timesteps); give 1...1024")
    }
    if annotations != nil, cocoResults == nil {
      throw ValidationError("--annotations is for --coco-results; give both")
    }
    if json, quiet { throw ValidationError("--json and --quiet exclude each other") }
  }

  func run() throws {
    let list = try ImageList(arguments: images, listFile: list)
    let shown = try rules(score: score, isMultiLabel: false)
    let scored = try rules(score: resultsScore, isMultiLabel: true)
    let network = try engine.load(model: model)
    let detector = try ImageDetector(
      network: network, modelPath: model, timesteps: timesteps, padding: padding,
      rules: cocoResults == nil ? [shown] : [shown, scored])
    let classes = network.outline.description.classNames
    var outputs: [any ImageOutput] = []
    if let draw { outputs.append(try BoxDrawings(path: draw, images: list.images, classes: classes)) }
    if let cocoResults {
      outputs.append(
        try COCOResultsFile(path: cocoResults, annotationsPath: annotations, images: list.images, classes: classes))
    }
    if json {
      outputs.append(DetectionReport(outline: network.outline, timesteps: detector.timesteps))
    } else if !quiet {
      outputs.append(DetectionTable(classes: classes))
    }
    var run = DetectionRun(detector: detector, outputs: outputs, stopsOnError: stopOnError)
    try run.run(list.images)
  }

  private func rules(score: Float, isMultiLabel: Bool) throws(CommandFailure) -> DecodingRules {
    do {
      return try DecodingRules(scoreThreshold: score, overlapThreshold: overlap, isMultiLabel: isMultiLabel)
    } catch { throw CommandFailure(.usage, "\(error)") }
  }
}
