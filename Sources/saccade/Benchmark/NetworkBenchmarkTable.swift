/// A measured network as a table for people.
enum NetworkBenchmarkTable {
  static func text(_ report: NetworkBenchmarkReport) -> String {
    var facts = [
      ("model", "\(report.model) (\(report.digest)), \(Format.count(UInt64(report.parameters))) parameters"),
      (
        "engine",
        "\(report.engine), weights \(report.weights), \(report.threads) thread\(report.threads == 1 ? "" : "s"), "
          + report.instructions
      ),
      ("input", "\(report.input), \(report.steps) timesteps, state carried"),
      ("firing", "\(percent(report.firingRate)) of the neurons"),
      (
        "ready in", "\(milliseconds(report.loadMilliseconds)), first call \(milliseconds(report.firstCallMilliseconds))"
      ),
    ]
    if let bytes = report.peakMemoryBytes { facts.append(("memory", "\(bytes / 1_000_000) MB at most")) }
    if !report.peak.isEmpty {
      let peaks = report.peak.sorted { $0.key < $1.key }.map { bits, rate in
        "\(bits == "f32" ? "float32" : "\(bits) bits") \(Format.decimal(rate, digits: 1))"
      }
      facts.append(("peak", peaks.joined(separator: ", ") + " GMAC/s"))
    }
    let times = report.timestep
    let end =
      "a timestep: min \(milliseconds(times.min)), median \(milliseconds(times.median)), p99 \(milliseconds(times.p99))\n"
    let head = facts.map { name, value in Format.left("\(name):", width: 10) + value }.joined(separator: "\n") + "\n\n"
    return head + (report.layers.isEmpty ? "" : table(report) + "\n\n") + end
  }

  private static func table(_ report: NetworkBenchmarkReport) -> String {
    let heads = [
      "convolution", "kernel", "density", "ms", "MMAC needed", "done", "GMAC/s needed", "done", "of peak",
    ]
    let layers = report.layers.map { layer in
      [
        layer.name, kernels(layer), layer.density.map(percent) ?? "-", Format.decimal(layer.milliseconds, digits: 3),
        Format.decimal(layer.megaMACsNeeded, digits: 1), Format.decimal(layer.megaMACsDone, digits: 1),
        Format.decimal(layer.gigaMACsNeededPerSecond, digits: 1),
        Format.decimal(layer.gigaMACsDonePerSecond, digits: 1), percent(layer.shareOfPeak),
      ]
    }
    let others = report.others.map { other in
      ["(\(other.name))", "", "", Format.decimal(other.milliseconds, digits: 3), "", "", "", "", ""]
    }
    return TextTable.text([heads] + layers + others, leftAligned: [0, 1])
  }

  /// The kernels that were chosen; of several, with the number of timesteps.
  private static func kernels(_ layer: NetworkBenchmarkReport.Layer) -> String {
    let sorted = layer.kernels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return sorted.map { sorted.count == 1 ? $0.key : "\($0.key) \($0.value)x" }.joined(separator: ", ")
  }

  private static func percent(_ share: Double) -> String { "\(Format.decimal(share * 100, digits: 1)) %" }

  private static func milliseconds(_ value: Double) -> String { "\(Format.decimal(value, digits: 2)) ms" }
}
