import Detections
import SpikingNetwork

/// Everything that `evaluate` tells; what was measured with a clock is apart, for it is another each time.
struct EvaluationReport: Encodable {
  struct Model: Encodable {
    var digest: String
    var variant: String
    var scale: NetworkScale
    var classes: [String]
    var timestepMicroseconds: Int64
    var timestepsPerWindow: Int
    var engine: String
    var weights: String

    enum CodingKeys: String, CodingKey {
      case digest, variant, scale, classes, engine, weights
      case timestepMicroseconds = "timestep_microseconds"
      case timestepsPerWindow = "timesteps_per_window"
    }
  }

  struct Rules: Encodable {
    var name: String
    var summary: String
    var state: StateMode
    var stride: Int
    var scoreThreshold: Float
    var overlapThreshold: Float

    enum CodingKeys: String, CodingKey {
      case name, summary, state, stride
      case scoreThreshold = "score_threshold"
      case overlapThreshold = "overlap_threshold"
    }
  }

  struct OperatingFigures: Encodable {
    var score: Float
    var precision: Double
    var recall: Double
    var f1: Double
  }

  struct Curve: Encodable {
    var overlap: Double
    /// At the recalls 0, 0.01, ..., 1.
    var precision: [Double]
  }

  struct Class: Encodable {
    var name: String
    var truths: Int
    var detections: Int
    var figures: PrecisionFigures
    var operatingPoint: OperatingFigures?
    /// At overlaps of 0.5 and 0.75; empty where there was nothing to be found.
    var curves: [Curve]
    /// Average precision at the overlaps 0.5, 0.55, ..., 0.95; empty where there was nothing to be found.
    var precisionByOverlap: [Double]

    enum CodingKeys: String, CodingKey {
      case name, truths, detections, figures, curves
      case operatingPoint = "operating_point"
      case precisionByOverlap = "AP_by_overlap"
    }
  }

  struct Clip: Encodable {
    var name: String
    var events: UInt64
    var windows: Int
    var moments: Int
    var truths: Int
    var figures: PrecisionFigures
  }

  struct Streaming: Encodable {
    /// Milliseconds of every timestep; nil where they were measured, so that the figures are others each time.
    var fixedInferenceTime: Double?
    var figures: PrecisionFigures
    var classes: [String: PrecisionFigures]

    enum CodingKeys: String, CodingKey {
      case figures, classes
      case fixedInferenceTime = "fixed_inference_time_ms"
    }
  }

  struct Latency: Encodable {
    var timesteps: Int
    var p50: Double
    var p99: Double
    var max: Double

    enum CodingKeys: String, CodingKey {
      case timesteps
      case p50 = "p50_ms"
      case p99 = "p99_ms"
      case max = "max_ms"
    }
  }

  /// What differs from run to run on the same data.
  struct Measured: Encodable {
    var inference: Latency?
    var streaming: Streaming?
  }

  let dataset: String
  let model: Model
  let rules: Rules
  let clips: [Clip]
  let clipsLeftOut: Int
  let moments: Int
  let truths: Int
  let events: UInt64
  let mean: PrecisionFigures
  let classes: [Class]
  let streaming: Streaming?
  let activity: ActivityReport?
  let measured: Measured
  let problems: [EvaluationProblem]

  enum CodingKeys: String, CodingKey {
    case dataset, model, rules, clips, moments, truths, events, mean, classes, streaming, activity, measured, problems
    case clipsLeftOut = "clips_left_out"
  }

  init(_ evaluation: EvaluationScores) throws(CommandFailure) {
    let partial = evaluation.partial
    let settings = partial.settings
    let network = settings.network
    dataset = partial.dataset
    model = Model(
      digest: settings.model, variant: network.variant.rawValue, scale: network.scale, classes: network.classNames,
      timestepMicroseconds: network.input.timestepMicroseconds,
      timestepsPerWindow: network.input.timestepsPerWindow, engine: settings.engine, weights: settings.weights)
    rules = Rules(
      name: settings.evaluationProtocol.rawValue, summary: settings.evaluationProtocol.summary, state: settings.state,
      stride: settings.stride, scoreThreshold: settings.scoreThreshold, overlapThreshold: settings.overlapThreshold)
    clips = evaluation.clips.map { clip in
      Clip(
        name: settings.clips[clip.result.number], events: clip.result.events, windows: clip.result.windows,
        moments: clip.result.moments.count, truths: clip.result.moments.reduce(0) { $0 + $1.truths.count },
        figures: PrecisionFigures(clip.scores))
    }
    clipsLeftOut = partial.clips.count { $0.isLeftOut }
    moments = clips.reduce(0) { $0 + $1.moments }
    truths = clips.reduce(0) { $0 + $1.truths }
    events = clips.reduce(0) { $0 + $1.events }
    mean = PrecisionFigures(evaluation.scores)
    classes = zip(network.classNames, evaluation.scores.classes).map { name, scores in
      Class(
        name: name, truths: scores.truths, detections: scores.detections, figures: PrecisionFigures(scores),
        operatingPoint: scores.operatingPoint.map {
          OperatingFigures(score: $0.score, precision: $0.precision, recall: $0.recall, f1: $0.f1)
        },
        curves: scores.scores(.all).map { scores in
          [0, 5].map { Curve(overlap: COCORules.overlapThresholds[$0], precision: scores.precision[$0]) }
        } ?? [],
        precisionByOverlap: scores.scores(.all).map { scores in
          COCORules.overlapThresholds.indices.map { scores.averagePrecision(threshold: $0) }
        } ?? [])
    }
    let streamed = evaluation.streamed.map { scores in
      Streaming(
        fixedInferenceTime: settings.inferenceTimeNanoseconds.map { Double($0) / 1e6 },
        figures: PrecisionFigures(scores),
        classes: Dictionary(
          uniqueKeysWithValues: zip(network.classNames, scores.classes.map { PrecisionFigures($0) })))
    }
    let isFixed = settings.inferenceTimeNanoseconds != nil
    streaming = isFixed ? streamed : nil
    activity = try evaluation.activity.map { counted throws(CommandFailure) in
      ActivityReport(counted, topology: try settings.countedTopology())
    }
    var latency: Latency?
    if let median = evaluation.inferenceQuantile(0.5), let p99 = evaluation.inferenceQuantile(0.99),
      let longest = evaluation.inferenceNanoseconds.last
    {
      latency = Latency(
        timesteps: evaluation.inferenceNanoseconds.count, p50: Double(median) / 1e6, p99: Double(p99) / 1e6,
        max: Double(longest) / 1e6)
    }
    measured = Measured(inference: latency, streaming: isFixed ? nil : streamed)
    problems = partial.allProblems
  }

  /// Streaming's figures, wherever they stand.
  var streamed: Streaming? { streaming ?? measured.streaming }
}

extension EvaluationPartial {
  /// What is wrong with the data set, sorted, each once.
  var allProblems: [EvaluationProblem] {
    Set(problems + clips.flatMap(\.problems)).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }
}
