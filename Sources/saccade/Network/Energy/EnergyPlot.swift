import Pictures
import SpikingNetwork

/// One picture of a report: energies of the layers above, firing rates of the layers over time below.
struct EnergyPlot {
  var report: EnergyReport

  private static let theme = ChartTheme.light
  private static let additions = Color(0x1F78C8)
  private static let multiplications = Color(0xE4572E)
  private static let ann = Color(0xB9C4CC)
  private static let width = 1100
  private static let margin = 24
  private static let head = 76
  private static let energyHeight = 320
  private static let ratesHeight = 380
  /// Columns of the lower chart at most; more timesteps share columns.
  private static let largestColumnCount = 800

  func draw() -> Canvas {
    let height = Self.head + Self.energyHeight + 24 + Self.ratesHeight + Self.margin
    var canvas = Canvas(width: Self.width, height: height, background: Self.theme.background)
    drawHead(on: &canvas)
    let plots = canvas.bounds.inset(left: Self.margin, right: Self.margin)
    energyChart.draw(
      on: &canvas, in: Rectangle(x: plots.x, y: Self.head, width: plots.width, height: Self.energyHeight))
    let lower = Rectangle(
      x: plots.x, y: Self.head + Self.energyHeight + 24, width: plots.width, height: Self.ratesHeight)
    rateMap(in: lower).draw(on: &canvas, in: lower)
    return canvas
  }

  private func drawHead(on canvas: inout Canvas) {
    let room = Self.width - 2 * Self.margin
    let title = TextStyle(size: 20, color: Self.theme.title, weight: .bold)
    let name = { (path: String) in path.split(separator: "/").last.map(String.init) ?? path }
    canvas.text(
      title.shortened("\(name(report.model)) on \(name(report.input))", toWidth: room), x: Self.margin, baseline: 32,
      style: title)
    let counted = report.total.counted
    let facts = [
      "\(Format.count(UInt64(report.timesteps))) timesteps",
      "\(Format.decimal(counted.snn.millijoules, digits: 3)) mJ a timestep",
      "as an ANN \(Format.decimal(counted.ann.millijoules, digits: 3)) mJ",
      counted.ratio.map { "ratio \(Format.decimal($0, digits: 2))" } ?? "",
      "\(report.figures.arithmetic), 45 nm",
    ].filter { !$0.isEmpty }.joined(separator: "  ·  ")
    let style = TextStyle(size: 13, color: Self.theme.label)
    canvas.text(style.shortened(facts, toWidth: room), x: Self.margin, baseline: 52, style: style)
  }

  /// A layer has two bars: the ANN's, and beside it the spiking network's multiplications with the additions on top.
  private var energyChart: Chart {
    let largest = report.layers.reduce(0) { max($0, $1.counted.ann.millijoules, $1.counted.snn.millijoules) }
    let (unit, perPicojoule) = largest >= 1 ? ("mJ", 1e-9) : largest >= 1e-3 ? ("µJ", 1e-6) : ("nJ", 1e-3)
    let (mac, ac) = (report.figures.mac * perPicojoule, report.figures.ac * perPicojoule)
    func bars(_ from: Double, _ to: Double, _ energy: (EnergyReport.Comparison) -> Double) -> [Point] {
      report.layers.enumerated().flatMap { index, row in
        [
          Point(x: Double(index) + from, y: energy(row.counted)), Point(x: Double(index) + to, y: 0),
        ]
      } + [Point(x: Double(report.layers.count), y: 0)]
    }
    let ann = bars(0.08, 0.5) { $0.ann.mac * mac }
    let all = bars(0.5, 0.92) { $0.snn.mac * mac + $0.snn.ac * ac }
    let multiplications = bars(0.5, 0.92) { $0.snn.mac * mac }
    return Chart(
      title: "Energy of a timestep",
      xAxis: Axis(
        title: "layer", lower: 0, upper: Double(max(report.layers.count, 1)),
        ticks: report.layers.enumerated().map { Axis.Tick(value: Double($0) + 0.5, label: "\($1.layer)") }),
      yAxis: Axis(
        title: "energy (\(unit))", spanning: 0...max((ann + all).map(\.y).max() ?? 0, 1e-6), tickCount: 5,
        isRounded: true),
      series: [
        Series(name: "ANN", color: Self.ann, style: .steppedArea, points: ann),
        Series(name: "additions", color: Self.additions, style: .steppedArea, points: all),
        Series(
          name: "multiplications", color: Self.multiplications, style: .steppedArea, points: multiplications),
      ], theme: Self.theme)
  }

  /// Timesteps to the right, layers downward; colours are per cent of neurons.
  private func rateMap(in area: Rectangle) -> Heatmap {
    let rows = report.firingRates
    let timesteps = max(report.timesteps, 1)
    let columns = min(timesteps, Self.largestColumnCount)
    let values = rows.flatMap { row in
      (0..<columns).map { column in
        let range = column * timesteps / columns..<max((column + 1) * timesteps / columns, 1)
        return Double(row.rates[range].reduce(0, +)) / Double(range.count) * 100
      }
    }
    // A heat map keeps the ratio of its axes' spans: spans of the area's ratio fill it.
    let (width, height) = (Double(area.width - 190), Double(area.height - 80))
    let timeAxis = Axis(
      title: "timestep", spanning: 0...Double(timesteps), tickCount: 10, isRounded: false)
    let marks = timeAxis.ticks.filter { $0.value.rounded() == $0.value }
    return Heatmap(
      title: "Firing rate of the neurons that each layer reads", valueTitle: "% of neurons",
      xAxis: Axis(
        title: timeAxis.title, lower: 0, upper: width,
        ticks: marks.map { Axis.Tick(value: $0.value / Double(timesteps) * width, label: $0.label) }),
      yAxis: Axis(
        title: "layer", lower: 0, upper: height,
        ticks: rows.enumerated().map { index, row in
          Axis.Tick(value: (Double(index) + 0.5) / Double(rows.count) * height, label: "\(row.layer)")
        }),
      columns: columns, rows: rows.count, values: values, colorMap: .ink, theme: Self.theme)
  }
}
