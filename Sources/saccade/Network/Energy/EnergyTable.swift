import SpikingNetwork

/// A report of energy as a table for people.
enum EnergyTable {
  static let heads = ["#", "layer", "firing", "spikes", "AC", "MAC", "mJ", "ANN MAC", "ANN mJ", "ANN/SNN"]

  static func text(_ report: EnergyReport, showsConvolutions: Bool) -> String {
    let rows = (showsConvolutions ? report.convolutions : report.layers).map(cells)
    let table = TextTable.text([heads] + rows + [cells("total", report.total.counted)], leftAligned: [1])
    let facts = facts(report).map { name, value in Format.left("\(name):", width: 12) + value }
    return facts.joined(separator: "\n") + "\n\n" + table + "\n\n" + conclusion(report) + "\n"
  }

  /// What the numbers are of.
  static func facts(_ report: EnergyReport) -> [(String, String)] {
    let seconds = Double(report.timesteps) * Double(report.timestepMicroseconds) / 1e6
    return [
      ("model", "\(report.model) (\(report.digest)), \(report.isMerged ? "merged" : "unmerged")"),
      (
        "input",
        "\(report.input), \(Format.count(UInt64(report.timesteps))) timesteps of "
          + "\(Format.decimal(Double(report.timestepMicroseconds) / 1000, digits: 1)) ms "
          + "(\(Format.decimal(seconds, digits: 1)) s), state \(report.state.rawValue)"
      ),
      (
        "figures",
        "\(report.figures.arithmetic): \(picojoules(report.figures.mac)) a MAC, \(picojoules(report.figures.ac)) an AC"
      ),
      ("per", "timestep; taps that fall on padding of zeros are not counted"),
    ]
  }

  /// Firing rate, operations and energies of a row.
  static func cells(_ row: EnergyReport.Row) -> [String] {
    [
      "\(row.layer)", row.name, row.firingRate.map { "\(Format.decimal($0 * 100, digits: 1)) %" } ?? "-",
      row.spikesPerNeuron.map { Format.decimal($0, digits: 3) } ?? "-",
    ] + cells(row.counted)
  }

  static func cells(_ name: String, _ comparison: EnergyReport.Comparison) -> [String] {
    ["", name, "", ""] + cells(comparison)
  }

  private static func cells(_ comparison: EnergyReport.Comparison) -> [String] {
    [
      millions(comparison.snn.ac), millions(comparison.snn.mac), millijoules(comparison.snn.millijoules),
      millions(comparison.ann.mac), millijoules(comparison.ann.millijoules),
      comparison.ratio.map { "\(Format.decimal($0, digits: 2))x" } ?? "-",
    ]
  }

  /// The totals in words, counted both ways.
  static func conclusion(_ report: EnergyReport) -> String {
    func line(_ name: String, _ comparison: EnergyReport.Comparison) -> String {
      Format.left(name, width: 12) + "\(millijoules(comparison.snn.millijoules)) mJ a timestep, as an ANN "
        + "\(millijoules(comparison.ann.millijoules)) mJ"
        + (comparison.ratio.map { ": \(Format.decimal($0, digits: 2)) times as much" } ?? "")
    }
    return line("counted:", report.total.counted) + "\n" + line("literature:", report.total.literature)
      + " (mean spikes x dense MACs, padding counted)"
  }

  private static func picojoules(_ value: Double) -> String { "\(Format.decimal(value, digits: 2)) pJ" }

  private static func millijoules(_ value: Double) -> String { Format.decimal(value, digits: value < 1 ? 5 : 3) }

  private static func millions(_ value: Double) -> String {
    value == 0 ? "-" : "\(Format.decimal(value / 1e6, digits: value < 1e7 ? 3 : 1)) M"
  }
}
