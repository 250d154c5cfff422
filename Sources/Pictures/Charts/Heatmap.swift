import Glibc

/// A chart of one value for each cell of a grid, such as event counts of a sensor's pixels.
public struct Heatmap: Equatable, Sendable {
  /// Above the plot.
  public var title: String
  /// What the values are, beside the scale of colours.
  public var valueTitle: String
  /// Below the plot; spans the columns.
  public var xAxis: Axis
  /// Left of the plot; spans the rows from top (`lower`) to bottom.
  public var yAxis: Axis
  /// Columns of the grid.
  public var columns: Int
  /// Rows of the grid.
  public var rows: Int
  /// The values, not negative, row by row from the top; `columns * rows` of them.
  public var values: [Double]
  /// The colours of values; they follow the logarithm of 1 + value.
  public var colorMap: ColorMap
  /// The other colours.
  public var theme: ChartTheme
  /// Pixels per em of labels; titles are larger.
  public var labelSize = 13.0

  /// Creates a heat map.
  public init(
    title: String, valueTitle: String, xAxis: Axis, yAxis: Axis, columns: Int, rows: Int, values: [Double],
    colorMap: ColorMap = .ink, theme: ChartTheme = .light
  ) {
    precondition(columns > 0 && rows > 0 && values.count == columns * rows)
    self.title = title
    self.valueTitle = valueTitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.columns = columns
    self.rows = rows
    self.values = values
    self.colorMap = colorMap
    self.theme = theme
  }

  private static let scaleWidth = 12
  private static let scaleGap = 16

  /// Draws the heat map, labels included, inside a rectangle of a canvas; cells keep the ratio of the axes' spans.
  public func draw(on canvas: inout Canvas, in area: Rectangle) {
    let labels = TextStyle(size: labelSize, color: theme.label)
    let titles = TextStyle(size: labelSize * 1.15, color: theme.title, weight: .bold)
    let margins = PlotFrame.margins(xAxis: xAxis, yAxis: yAxis, style: labels)
    let marks = scaleMarks
    let scaleLabels = marks.map { labels.width(of: $0.label) }.max() ?? 0
    let scaleRoom = Self.scaleGap + Self.scaleWidth + 7 + scaleLabels + labels.lineHeight
    let room = area.inset(
      left: margins.left, top: titles.lineHeight + 4, right: scaleRoom, bottom: margins.bottom)
    let plot = fitted(in: room)
    // Rows count downward: the frame's y axis is turned over.
    let downward = Axis(
      title: yAxis.title, lower: -yAxis.upper, upper: -yAxis.lower,
      ticks: yAxis.ticks.reversed().map { Axis.Tick(value: -$0.value, label: $0.label) })
    let frame = PlotFrame(plot: plot, xAxis: xAxis, yAxis: downward)
    drawCells(on: &canvas, in: plot)
    frame.draw(on: &canvas, theme: theme, style: labels, hasGrid: false)
    canvas.stroke(plot.inset(by: -1), theme.axis)
    canvas.text(title, x: plot.x, baseline: area.y + titles.capHeight + 2, style: titles)
    drawScale(marks, on: &canvas, beside: plot, style: labels, widestLabel: scaleLabels)
  }

  /// The largest rectangle of the axes' ratio, at the top left of `room`.
  private func fitted(in room: Rectangle) -> Rectangle {
    let ratio = (xAxis.upper - xAxis.lower) / (yAxis.upper - yAxis.lower)
    guard ratio.isFinite, ratio > 0, room.width > 0, room.height > 0 else { return room }
    let width = min(Double(room.width), Double(room.height) * ratio)
    return Rectangle(
      x: room.x, y: room.y, width: max(1, Int(width.rounded())), height: max(1, Int((width / ratio).rounded())))
  }

  private func drawCells(on canvas: inout Canvas, in plot: Rectangle) {
    let top = log(1 + largest)
    for y in plot.y..<plot.bottom {
      let rowRange = cells(of: y - plot.y, pixels: plot.height, cells: rows)
      for x in plot.x..<plot.right {
        // Where cells are smaller than pixels, the mean keeps densities true.
        var sum = 0.0
        let columnRange = cells(of: x - plot.x, pixels: plot.width, cells: columns)
        for row in rowRange {
          for column in columnRange { sum += values[row * columns + column] }
        }
        let mean = sum / Double(rowRange.count * columnRange.count)
        canvas.blend(colorMap.color(at: top > 0 ? log(1 + mean) / top : 0), x: x, y: y)
      }
    }
  }

  private func cells(of pixel: Int, pixels: Int, cells: Int) -> Range<Int> {
    let first = pixel * cells / pixels
    return first..<max(first + 1, (pixel + 1) * cells / pixels)
  }

  /// The value of the last colour; the brightest few cells (hot pixels) share it.
  private var largest: Double {
    let filled = values.filter { $0 > 0 }.sorted()
    return filled.isEmpty ? 0 : filled[min(filled.count - 1, filled.count * 999 / 1000)]
  }

  private var scaleMarks: [Axis.Tick] {
    let largest = largest
    guard largest > 0 else { return [] }
    var marks = [Axis.Tick(value: 0, label: "0")]
    var value = 1.0
    while value <= largest {
      let (symbol, divisor) = NumberLabel.prefix(for: value)
      marks.append(Axis.Tick(value: value, label: NumberLabel.fixed(value / divisor, digits: 0) + symbol))
      value *= largest < 3000 ? (marks.count % 2 == 0 ? 3 : 10.0 / 3) : 10
    }
    return marks
  }

  private func drawScale(
    _ marks: [Axis.Tick], on canvas: inout Canvas, beside plot: Rectangle, style: TextStyle, widestLabel: Int
  ) {
    let bar = Rectangle(x: plot.right + Self.scaleGap, y: plot.y, width: Self.scaleWidth, height: plot.height)
    for y in bar.y..<bar.bottom {
      let fraction = Double(bar.bottom - y) / Double(max(1, bar.height))
      canvas.fill(Rectangle(x: bar.x, y: y, width: bar.width, height: 1), colorMap.color(at: fraction))
    }
    canvas.stroke(bar.inset(by: -1), theme.axis)
    let top = log(1 + largest)
    for mark in marks where top > 0 {
      let y = bar.bottom - Int((log(1 + mark.value) / top * Double(bar.height)).rounded())
      canvas.fill(Rectangle(x: bar.right + 1, y: y, width: 3, height: 1), theme.axis)
      canvas.text(mark.label, x: bar.right + 7, baseline: y + style.capHeight / 2, style: style)
    }
    canvas.verticalText(
      valueTitle, baseline: bar.right + 7 + widestLabel + style.lineHeight - 3, y: bar.y + bar.height / 2, style: style)
  }
}
