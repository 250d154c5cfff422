import SpikingNetwork

/// A report as a table for people.
enum EvaluationTable {
  static let heads = [
    "class", "boxes", "mAP@50", "mAP@75", "mAP@50:95", "small", "medium", "large", "AR@100",
  ]

  static func text(_ report: EvaluationReport) -> String {
    let facts = facts(report).map { name, value in Format.left("\(name):", width: 12) + value }
    let table = TextTable.text([heads] + rows(report), leftAligned: [0])
    let problems = report.problems.isEmpty ? "" : "\n\(report.problems.count) problems with the data; see above\n"
    return facts.joined(separator: "\n") + "\n\n" + table + "\n" + problems
  }

  /// What the numbers are of.
  static func facts(_ report: EvaluationReport) -> [(String, String)] {
    let left = report.clipsLeftOut > 0 ? ", \(report.clipsLeftOut) left out" : ""
    var facts = [
      (
        "data set",
        "\(report.dataset), \(report.clips.count) clips\(left), \(Format.count(UInt64(report.moments))) labelled moments, "
          + "\(Format.count(UInt64(report.truths))) boxes, \(Format.count(report.events)) events"
      ),
      (
        "model",
        "\(report.model.digest), \(report.model.variant), engine \(report.model.engine), weights \(report.model.weights)"
      ),
      ("protocol", "\(report.rules.name), state \(report.rules.state.rawValue), stride \(report.rules.stride)"),
      ("rules", report.rules.summary),
    ]
    if let streamed = report.streamed {
      let time =
        streamed.fixedInferenceTime.map { "\(Format.decimal($0, digits: 1)) ms a timestep" }
        ?? "measured, so not the same twice"
      facts.append(
        (
          "streaming",
          "mAP@50 \(share(streamed.figures.map50)), mAP@50:95 \(share(streamed.figures.map)); inference time: \(time)"
        ))
    }
    if let activity = report.activity {
      let counted = activity.energy.counted
      facts.append(
        (
          "firing",
          "\(Format.decimal(activity.firingRate * 100, digits: 2)) % of neurons, "
            + "\(Format.decimal(activity.spikesPerNeuron, digits: 4)) spikes a neuron and timestep"
        ))
      facts.append(
        (
          "energy",
          "\(Format.decimal(counted.snn.millijoules, digits: 4)) mJ a timestep, as an ANN "
            + "\(Format.decimal(counted.ann.millijoules, digits: 4)) mJ"
            + (counted.ratio.map { ": \(Format.decimal($0, digits: 2)) times as much" } ?? "")
        ))
    }
    if let inference = report.measured.inference {
      facts.append(
        (
          "inference",
          "p50 \(Format.decimal(inference.p50, digits: 2)) ms   p99 \(Format.decimal(inference.p99, digits: 2)) ms   max "
            + "\(Format.decimal(inference.max, digits: 2)) ms   of \(Format.count(UInt64(inference.timesteps))) timesteps of "
            + "\(Format.decimal(Double(report.model.timestepMicroseconds) / 1000, digits: 1)) ms"
        ))
    }
    return facts
  }

  /// A row for each class, then the mean.
  static func rows(_ report: EvaluationReport) -> [[String]] {
    report.classes.map { [$0.name, Format.count(UInt64($0.truths))] + cells($0.figures) }
      + [["mean", Format.count(UInt64(report.truths))] + cells(report.mean)]
  }

  private static func cells(_ figures: PrecisionFigures) -> [String] {
    [
      figures.map50, figures.map75, figures.map, figures.small, figures.medium, figures.large, figures.recall100,
    ].map(share)
  }

  /// A share of 1 with three digits.
  static func share(_ value: Double?) -> String { value.map { Format.decimal($0, digits: 3) } ?? "-" }
}
