/// A chart of values over an axis.
public struct Chart: Equatable, Sendable {
  /// Above the plot; left out where empty.
  public var title: String
  /// Below the plot.
  public var xAxis: Axis
  /// Left of the plot.
  public var yAxis: Axis
  /// What is drawn, the first at the back.
  public var series: [Series]
  /// The colours.
  public var theme: ChartTheme
  /// Pixels per em of labels; titles are larger.
  public var labelSize = 13.0

  /// Creates a chart.
  public init(title: String, xAxis: Axis, yAxis: Axis, series: [Series], theme: ChartTheme = .light) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.theme = theme
  }

  /// Draws the chart, labels included, inside a rectangle of a canvas.
  public func draw(on canvas: inout Canvas, in area: Rectangle) {
    let labels = TextStyle(size: labelSize, color: theme.label)
    let titles = TextStyle(size: labelSize * 1.15, color: theme.title, weight: .bold)
    let margins = PlotFrame.margins(xAxis: xAxis, yAxis: yAxis, style: labels)
    let hasHead = !title.isEmpty || series.contains { !$0.name.isEmpty }
    let head = hasHead ? titles.lineHeight + 4 : 4
    let frame = PlotFrame(
      plot: area.inset(left: margins.left, top: head, right: margins.right, bottom: margins.bottom),
      xAxis: xAxis, yAxis: yAxis)
    canvas.fill(frame.plot, theme.plotBackground)
    frame.draw(on: &canvas, theme: theme, style: labels, hasGrid: true)
    for series in series { draw(series, in: frame, on: &canvas) }
    frame.drawAxes(on: &canvas, theme: theme)
    canvas.text(title, x: frame.plot.x, baseline: area.y + titles.capHeight + 2, style: titles)
    drawLegend(on: &canvas, right: frame.plot.right, baseline: area.y + titles.capHeight + 2, style: labels)
  }

  private func draw(_ series: Series, in frame: PlotFrame, on canvas: inout Canvas) {
    let finite = series.points.filter { $0.x.isFinite && $0.y.isFinite }
    switch series.style {
    case .line(let thickness):
      canvas.polyline(finite.map(frame.place), series.color, thickness: thickness, clip: frame.plot)
    case .marks(let radius):
      for point in finite where frame.plot.contains(frame.place(point)) {
        canvas.disc(center: frame.place(point), radius: radius, series.color)
      }
    case .steppedArea:
      drawArea(finite.map(frame.place), series.color, in: frame.plot, on: &canvas)
    }
  }

  /// Fills column by column, each up to the highest value that lies in it, so that short peaks stay visible.
  private func drawArea(_ points: [Point], _ color: Color, in plot: Rectangle, on canvas: inout Canvas) {
    var index = 0
    for column in plot.x..<plot.right {
      let left = Double(column)
      while index + 1 < points.count, points[index + 1].x <= left { index += 1 }
      guard index < points.count, points[index].x < left + 1 else { continue }
      var top = points[index].y
      var next = index + 1
      while next < points.count, points[next].x < left + 1 {
        top = min(top, points[next].y)
        next += 1
      }
      // The last point only ends the step before it.
      guard index + 1 < points.count else { continue }
      let bounded = min(max(top, Double(plot.y)), Double(plot.bottom))
      let whole = Int(bounded.rounded(.up))
      canvas.fill(Rectangle(x: column, y: whole, width: 1, height: plot.bottom - whole), color)
      canvas.blend(color, x: column, y: whole - 1, coverage: Double(whole) - bounded)
    }
  }

  private func drawLegend(on canvas: inout Canvas, right: Int, baseline: Int, style: TextStyle) {
    var right = right
    for series in series.reversed() where !series.name.isEmpty {
      canvas.text(series.name, x: right, baseline: baseline, style: style.aligned(.right))
      right -= style.width(of: series.name) + 6 + style.capHeight
      canvas.fill(
        Rectangle(x: right, y: baseline - style.capHeight + 1, width: style.capHeight, height: style.capHeight),
        series.color)
      right -= 16
    }
  }
}
