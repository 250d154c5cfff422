/// The part of a canvas between the axes, and the places of values in it.
struct PlotFrame: Equatable {
  let plot: Rectangle
  let xAxis: Axis
  let yAxis: Axis

  /// Where a pair of values lies on the canvas.
  func place(_ value: Point) -> Point {
    Point(
      x: Double(plot.x) + xAxis.fraction(of: value.x) * Double(plot.width),
      y: Double(plot.bottom) - yAxis.fraction(of: value.y) * Double(plot.height))
  }

  /// The room that the axes' labels need around the plot.
  static func margins(xAxis: Axis, yAxis: Axis, style: TextStyle) -> (left: Int, right: Int, bottom: Int) {
    let yWidth = yAxis.ticks.map { style.width(of: $0.label) }.max() ?? 0
    let title = yAxis.title.isEmpty ? 0 : style.lineHeight
    let lastX = xAxis.ticks.last.map { style.width(of: $0.label) / 2 } ?? 0
    let xTitle = xAxis.title.isEmpty ? 0 : style.lineHeight
    return (title + yWidth + 10, lastX + 2, style.lineHeight + 4 + xTitle)
  }

  /// Draws background, lines at marks, and the marks' labels.
  func draw(on canvas: inout Canvas, theme: ChartTheme, style: TextStyle, hasGrid: Bool) {
    let labelStyle = TextStyle(size: style.size, color: theme.label)
    var rightmost = Int.min
    for tick in xAxis.ticks {
      let x = Int(place(Point(x: tick.value, y: yAxis.lower)).x.rounded(.down))
      guard x >= plot.x, x <= plot.right else { continue }
      if hasGrid { canvas.fill(Rectangle(x: x, y: plot.y, width: 1, height: plot.height), theme.grid) }
      canvas.fill(Rectangle(x: x, y: plot.bottom, width: 1, height: 4), theme.axis)
      let half = labelStyle.width(of: tick.label) / 2
      // Labels that would run into each other are left out.
      if x - half > rightmost {
        canvas.text(
          tick.label, x: x, baseline: plot.bottom + 6 + labelStyle.capHeight, style: labelStyle.aligned(.center))
        rightmost = x + half + labelStyle.spacing * 2
      }
    }
    var topmost = Int.max
    for tick in yAxis.ticks {
      let y = Int(place(Point(x: xAxis.lower, y: tick.value)).y.rounded(.down))
      guard y >= plot.y, y <= plot.bottom else { continue }
      if hasGrid, y < plot.bottom {
        canvas.fill(Rectangle(x: plot.x, y: y, width: plot.width, height: 1), theme.grid)
      }
      canvas.fill(Rectangle(x: plot.x - 4, y: y, width: 4, height: 1), theme.axis)
      if y + labelStyle.capHeight / 2 < topmost {
        canvas.text(
          tick.label, x: plot.x - 7, baseline: y + labelStyle.capHeight / 2, style: labelStyle.aligned(.right))
        topmost = y - labelStyle.capHeight / 2 - 2
      }
    }
    if !xAxis.title.isEmpty {
      canvas.text(
        xAxis.title, x: plot.x + plot.width / 2, baseline: plot.bottom + 6 + labelStyle.capHeight + style.lineHeight,
        style: labelStyle.aligned(.center))
    }
    if !yAxis.title.isEmpty {
      let widest = yAxis.ticks.map { labelStyle.width(of: $0.label) }.max() ?? 0
      canvas.verticalText(
        yAxis.title, baseline: plot.x - 7 - widest - 9, y: plot.y + plot.height / 2, style: labelStyle)
    }
  }

  /// Draws the left and lower edge.
  func drawAxes(on canvas: inout Canvas, theme: ChartTheme) {
    canvas.fill(Rectangle(x: plot.x, y: plot.y, width: 1, height: plot.height + 1), theme.axis)
    canvas.fill(Rectangle(x: plot.x, y: plot.bottom, width: plot.width + 1, height: 1), theme.axis)
  }
}
