import EventProcessing
import Events
import Pictures

/// One picture of a recording: event rate over time above, event density over the sensor below.
struct InspectionPlot {
  var report: InspectionReport
  var rates: RateHistogram
  var density: DensityMap

  private static let theme = ChartTheme.light
  private static let width = 1100
  private static let margin = 24
  private static let rateHeight = 300

  func draw() -> Canvas {
    let theme = Self.theme
    let densityHeight = self.densityHeight
    let head = 76
    var canvas = Canvas(
      width: Self.width, height: head + Self.rateHeight + 24 + densityHeight + Self.margin, background: theme.background
    )
    drawHead(on: &canvas)
    let plots = canvas.bounds.inset(left: Self.margin, right: Self.margin)
    rateChart.draw(on: &canvas, in: Rectangle(x: plots.x, y: head, width: plots.width, height: Self.rateHeight))
    densityMap.draw(
      on: &canvas,
      in: Rectangle(x: plots.x, y: head + Self.rateHeight + 24, width: plots.width, height: densityHeight))
    return canvas
  }

  private func drawHead(on canvas: inout Canvas) {
    let name = report.path == "-" ? "standard input" : report.path.split(separator: "/").last.map(String.init) ?? ""
    let title = TextStyle(size: 20, color: Self.theme.title, weight: .bold)
    let room = Self.width - 2 * Self.margin
    canvas.text(title.shortened(name, toWidth: room), x: Self.margin, baseline: 32, style: title)
    let facts = [
      report.format + (report.variant.isEmpty ? "" : " \(report.variant)"),
      report.geometry.map { "\($0.width)×\($0.height)" } ?? "",
      "\(Format.count(report.events)) events",
      report.onShare.map { "\(Format.decimal($0 * 100, digits: 1)) % ON" } ?? "",
      "\(Format.decimal(Double(report.duration) / 1e6, digits: 3)) s",
    ].filter { !$0.isEmpty }.joined(separator: "  ·  ")
    let style = TextStyle(size: 13, color: Self.theme.label)
    canvas.text(style.shortened(facts, toWidth: room), x: Self.margin, baseline: 52, style: style)
  }

  private var rateChart: Chart {
    // Fewer bins where they would hold but a handful of events each.
    let rates = rates.reduced(to: Int(min(max(report.events / 25, 60), 420)))
    let bin = Double(rates.binMicroseconds) / 1e6
    func points(_ counts: [UInt64]) -> [Point] {
      var points = counts.enumerated().map { Point(x: Double($0.offset) * bin, y: Double($0.element) / bin) }
      points.append(Point(x: Double(counts.count) * bin, y: 0))
      return points
    }
    let on = points(rates.on)
    let off = points(rates.off)
    let both = zip(on, off).map { Point(x: $0.x, y: $0.y + $1.y) }
    let top = both.map(\.y).max() ?? 0
    // The last bin is not full: it must not look like a drop.
    let span = max(Double(report.duration) / 1e6, bin)
    return Chart(
      title: "Event rate",
      xAxis: Axis(title: "time since the first event", unit: "s", spanning: 0...span, tickCount: 9, isRounded: false),
      yAxis: Axis(title: "event rate", unit: "ev/s", spanning: 0...max(top, 1), tickCount: 5, isRounded: true),
      series: [
        Series(name: "ON", color: Self.theme.positive, style: .steppedArea, points: both),
        Series(name: "OFF", color: Self.theme.negative, style: .steppedArea, points: off),
      ], theme: Self.theme)
  }

  private var densityMap: Heatmap {
    let side = Double(1 << density.cellShift)
    return Heatmap(
      title: "Event density",
      valueTitle: density.cellShift == 0 ? "events per pixel" : "events per \(Int(side))×\(Int(side)) pixels",
      xAxis: Axis(title: "x", unit: "px", spanning: 0...(Double(columns) * side), tickCount: 8, isRounded: false),
      yAxis: Axis(title: "y", unit: "px", spanning: 0...(Double(rows) * side), tickCount: 6, isRounded: false),
      columns: columns, rows: rows, values: cells, theme: Self.theme)
  }

  /// Columns of cells that the sensor has; the map may have grown beyond.
  private var columns: Int { cellCount(report.geometry?.width, density.columns) }

  private var rows: Int { cellCount(report.geometry?.height, density.rows) }

  private func cellCount(_ pixels: Int?, _ cells: Int) -> Int {
    guard let pixels else { return cells }
    return min(max(1, (pixels + (1 << density.cellShift) - 1) >> density.cellShift), cells)
  }

  private var cells: [Double] {
    (0..<rows).flatMap { row in (0..<columns).map { Double(density.counts[row * density.columns + $0]) } }
  }

  /// As high as a map of the sensor's ratio over the whole width, within limits.
  private var densityHeight: Int {
    let width = Double(Self.width - 2 * Self.margin - 150)
    return min(max(Int(width * Double(rows) / Double(columns)) + 80, 220), 560)
  }
}
