import ArgumentParser
import Detections
import SpikingNetwork

/// `saccade evaluate`: a data set goes in, average precision by the field's protocols comes out.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a model on a labelled data set, by the protocols of the field.",
    discussion: """
      The data set is a folder of recordings with labels beside them, NAME_td.dat with NAME_bbox.npy, in folders of any depth. \
      Every clip runs through the pipeline that 'saccade replay' runs. Protocols: gen1 and 1mpx are the vendor's for its data \
      sets, published the published code's (a window that ends at each label), coco that of images (with --annotations).

      With --report, finished clips are kept in DIR/clips, and the same command goes on from them after an interruption. A \
      data set can be evaluated in shards, on several machines, and merged: the numbers are the same to the last bit, but \
      for times that were measured. Docs/7-Evaluation.md says more.

      Examples:
        saccade evaluate clips/test --model drive.model --engine adaptive
        saccade evaluate clips/test --model drive.model --state reset --report reset/ --json
        saccade evaluate gen1/test --model gen1.model --protocol published --engine adaptive --threads 2
        saccade evaluate gen1/test --model gen1.model --report part/ --shard 3/8
        saccade evaluate --merge part/ --report whole/
        saccade evaluate val2017/ --model coco-l.model --annotations instances_val2017.json
      """)

  @Argument(help: ArgumentHelp("The data set's folder.", valueName: "dataset"))
  var dataset: String?

  @Option(help: ArgumentHelp("The model file.", valueName: "file"))
  var model: String?

  @Option(
    name: .customLong("protocol"),
    help: "The rules (default: coco for a model of images, 1mpx for a sensor at least 640 pixels wide, else gen1).")
  var evaluationProtocol: EvaluationProtocol?

  @Option(help: "What happens to membrane potentials between windows (default: what the model was trained for).")
  var state: StateMode?

  @Option(
    help: ArgumentHelp(
      "Timesteps from one window to the next in gen1 and 1mpx, 1...T (default: 1, where the model allows it).",
      valueName: "timesteps"))
  var stride: Int?

  @Option(help: ArgumentHelp("Score detections from this score on.", valueName: "0...1"))
  var score: Float = 0.001

  @Option(
    help: ArgumentHelp("Of two boxes of a class that overlap by more than this, keep the better.", valueName: "0...1"))
  var overlap: Float = 0.7

  @Option(
    help: ArgumentHelp(
      "For streaming, how long a timestep's inference takes, such as 20ms (default: as long as it took, which is never the same "
        + "twice).", valueName: "time"))
  var inferenceTime: TimeArgument?

  @Option(help: "What is done about files that cannot be used: they are reported and left out, or end the evaluation.")
  var onProblem = OnProblem.skip

  @Option(
    help: ArgumentHelp("Write a page with all numbers and pictures here, and keep finished clips.", valueName: "dir"))
  var report: String?

  @Flag(help: "Evaluate clips anew that are finished in the report's folder.")
  var restart = false

  @Option(
    help: ArgumentHelp("Evaluate only the i-th of n parts, and write a partial result to --report.", valueName: "i/n"))
  var shard: ShardArgument?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Merge partial results, files or folders of them, in place of evaluating.", valueName: "partials"))
  var merge: [String] = []

  @Option(
    help: ArgumentHelp("For images: their COCO annotations, with the boxes to be found.", valueName: "file.json"))
  var annotations: String?

  @Flag(inversion: .prefixedNo, help: "Count spikes, for firing rates and energy.")
  var activity = true

  @OptionGroup var engine: EngineOptions

  @OptionGroup var recording: RecordingOptions

  @Flag(help: "Print the numbers as JSON.")
  var json = false

  func validate() throws {
    for (name, value) in [("--score", score), ("--overlap", overlap)] where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(value); give 0...1")
    }
    if merge.isEmpty {
      guard dataset != nil, model != nil else {
        throw ValidationError("give a data set's folder and --model, or --merge with partial results")
      }
    } else if model != nil || shard != nil {
      throw ValidationError("--merge takes everything from the partial results; give it without --model and --shard")
    }
    if shard != nil, report == nil { throw ValidationError("--shard writes a partial result; say where with --report") }
    if restart, report == nil { throw ValidationError("--restart is for a report's folder; give --report") }
  }

  func run() throws {
    let store = try report.map { folder throws(CommandFailure) in try PartialStore(folder: folder) }
    var partial: EvaluationPartial
    if let dataset, let model, merge.isEmpty {
      if restart { try store?.removeAll() }
      partial = try evaluate(dataset, model: model, store: store)
      if let shard, let store {
        let path = "\(store.folder)/shard-\(shard.number)-of-\(shard.count)\(EvaluationPartial.fileEnding)"
        try OutputFile.write(partial.fileBytes(), to: path)
        let note = "\(path): \(partial.clips.count) of \(partial.settings.clips.count) clips\n"
        Terminal.writeOutput(json ? try JSONText.encode(ShardSummary(path: path, partial)) + "\n" : note)
        return
      }
    } else {
      partial = try MergedPartials.merge(merge)
      if let dataset { partial.dataset = dataset }
    }
    let evaluation = try EvaluationScores(partial)
    let summary = try EvaluationReport(evaluation)
    Terminal.writeOutput(json ? try JSONText.encode(summary) + "\n" : EvaluationTable.text(summary))
    guard let store else { return }
    let pictures = MomentPictures(evaluation, dataset: partial.dataset, options: recording)
    for failure in pictures.failures { Terminal.writeError("saccade: \(failure)\n") }
    let page = EvaluationPage(report: summary, pictures: pictures, histogram: evaluation.inferenceNanoseconds)
    try OutputFile.write(Array(page.html().utf8), to: "\(store.folder)/report.html")
    try OutputFile.write(Array((try JSONText.encode(summary) + "\n").utf8), to: "\(store.folder)/report.json")
  }

  private func evaluate(_ dataset: String, model: String, store: PartialStore?) throws -> EvaluationPartial {
    let network = try engine.load(model: model)
    let rules = try rules(for: network.outline.description)
    let (clips, problems, makeRunner) = try data(dataset, model: model, network: network, rules: rules)
    let settings = settings(for: network.outline, rules: rules, clips: clips.map(\.name))
    var run = EvaluationRun(
      settings: settings, dataset: dataset, runner: try makeRunner(settings), store: store, onProblem: onProblem)
    try run.report(problems)
    let results = try run.run(clips.filter { shard?.contains($0.number) ?? true })
    return EvaluationPartial(settings: settings, dataset: dataset, problems: problems, clips: results)
  }

  /// The clips of a data set, what is wrong with it, and what runs them.
  private func data(
    _ dataset: String, model: String, network: LoadedNetwork, rules: EvaluationProtocol
  ) throws(CommandFailure) -> ([EvaluationClip], [EvaluationProblem], (EvaluationSettings) throws -> any ClipRunner) {
    guard rules == .coco else {
      let list = try ClipList(folder: dataset)
      return (
        list.clips, list.problems,
        { settings in
          let evaluated = try EvaluatedNetwork(network, settings: settings)
          guard settings.evaluationProtocol.isStreamed else {
            return try LabelRunner(network: evaluated, settings: settings, options: recording)
          }
          return StreamRunner(network: evaluated, settings: settings, options: recording)
        }
      )
    }
    guard let annotations else {
      throw CommandFailure(
        .usage, "\(dataset): images are scored by COCO annotations; name their file with --annotations")
    }
    let set = try ImageSet(
      folder: dataset, annotationsPath: annotations, classes: network.outline.description.classNames)
    return (
      set.clips, set.problems,
      { settings in try ImageRunner(set, network: network, modelPath: model, settings: settings) }
    )
  }

  private func rules(for description: NetworkDescription) throws(CommandFailure) -> EvaluationProtocol {
    let rules =
      evaluationProtocol
      ?? (description.variant == .coco ? .coco : description.input.sensorWidth >= 640 ? .megapixel : .gen1)
    guard (rules == .coco) == (description.variant == .coco) else {
      throw CommandFailure(
        .configuration,
        "\(model ?? ""): --protocol \(rules.rawValue) is not for a model of variant \(description.variant.rawValue); coco is "
          + "for images, the others for events")
    }
    return rules
  }

  private func settings(
    for outline: NetworkOutline, rules: EvaluationProtocol, clips: [String]
  ) -> EvaluationSettings {
    let description = outline.description
    let input = description.input
    let state = rules == .coco ? .reset : state ?? description.stateMode
    // With the state carried, windows that enter the network newest first cannot overlap.
    let canOverlap = state == .reset || input.order == .oldestFirst
    return EvaluationSettings(
      model: outline.digest.description, network: description, evaluationProtocol: rules, state: state,
      stride: rules.isStreamed ? stride ?? (canOverlap ? 1 : input.timestepsPerWindow) : input.timestepsPerWindow,
      rules: rules.labelRules, scoreThreshold: score, overlapThreshold: overlap, engine: engine.engine.rawValue,
      weights: engine.precision.rawValue, merging: engine.merge.rawValue,
      inferenceTimeNanoseconds: inferenceTime.map { $0.microseconds * 1000 },
      countsActivity: activity && rules != .coco, clips: clips)
  }
}
