/// A report of quantisation as a table for people.
enum QuantisationTable {
  /// Layers shown at most, those with the most differences.
  private static let shownLayerCount = 12

  static func text(_ report: QuantisationReport) -> String {
    let facts = facts(report).map { name, value in Format.left("\(name):", width: 12) + value }
    return facts.joined(separator: "\n") + "\n" + layers(report)
  }

  private static func facts(_ report: QuantisationReport) -> [(String, String)] {
    let (weights, spikes, output, boxes) = (report.weights, report.spikes, report.windowOutputs, report.boxes)
    return [
      (
        "model",
        "\(report.model) (\(report.digest)), \(report.isMerged ? "merged" : "unmerged"), \(report.bits)-bit weights "
          + "beside float32"
      ),
      (
        "input",
        "\(report.input), \(Format.count(UInt64(report.timesteps))) timesteps, "
          + "\(Format.count(UInt64(report.windows))) windows"
      ),
      (
        "weights",
        "\(Format.count(UInt64(weights.exactChannels))) of \(Format.count(UInt64(weights.channels))) output channels "
          + "exact; off by \(percent(weights.relativeError)) (root mean square)"
      ),
      ("each alone", convolutions(report)),
      (
        "spikes",
        spikes.differing == 0
          ? "every neuron equal in every timestep"
          : "\(percent(spikes.rate)) of neurons differ (\(Format.count(UInt64(spikes.differing))) of "
            + "\(Format.count(UInt64(spikes.compared)))), first in \(report.firstLayer ?? "-") at timestep "
            + "\(spikes.firstTimestep ?? 0)"
      ),
      (
        "output",
        output.outputs == 0
          ? "no full window; timesteps: \(self.output(report.timestepOutputs))" : self.output(output)
      ),
      (
        "boxes",
        "\(boxes.matched) the same (score above \(boxes.scoreThreshold), IoU at least \(boxes.overlapThreshold)), "
          + "\(boxes.onlyFloat32) only with float32, \(boxes.onlyQuantised) only with \(report.bits) bits"
          + (boxes.meanOverlap.map {
            "; mean IoU \(Format.decimal($0, digits: 4)), scores within "
              + Format.decimal(Double(boxes.largestScoreDifference), digits: 4)
          } ?? "")
      ),
    ]
  }

  private static func output(_ output: QuantisationReport.Output) -> String {
    output.largest == 0
      ? "equal bit for bit"
      : "off by at most \(Format.decimal(output.largest, digits: 5)), root mean square "
        + "\(Format.decimal(output.rootMeanSquare, digits: 5)) (\(percent(output.relative)) of the output's)"
  }

  /// What is off where every convolution has the input that it has with float32 weights.
  private static func convolutions(_ report: QuantisationReport) -> String {
    guard let worst = report.convolutions.max(by: { $0.output.relative < $1.output.relative }),
      worst.output.relative > 0
    else { return "every convolution equal on equal input" }
    return "on equal input convolutions are off by at most \(percent(worst.output.relative)) of their output "
      + "(\(worst.module))"
  }

  private static func layers(_ report: QuantisationReport) -> String {
    let differing = report.layers.filter { $0.differing > 0 }.sorted { $0.rate > $1.rate }
    guard !differing.isEmpty else { return "" }
    let rows = differing.prefix(shownLayerCount).map { layer in
      [
        layer.neurons?.first ?? "", percent(layer.rate), "\(Format.count(UInt64(layer.differing)))",
        "\(layer.firstTimestep ?? 0)",
      ]
    }
    let hidden = differing.count - rows.count
    return "\n"
      + TextTable.text([["neurons", "differ", "count", "first at timestep"]] + rows, leftAligned: [0]) + "\n"
      + (hidden > 0 ? "and \(hidden) layers more\n" : "")
  }

  private static func percent(_ fraction: Double) -> String {
    "\(Format.decimal(fraction * 100, digits: fraction < 0.01 ? 5 : 2)) %"
  }
}
