/// Lines or bars over two axes as inline SVG, in the colours of the page it stands in.
struct SVGChart {
  struct Line {
    var name: String
    /// The number of its colour.
    var color: Int
    var isDashed = false
    var points: [(x: Double, y: Double)]
  }

  struct Bar {
    var label: String
    var value: Double
    /// What is shown when it is pointed at.
    var detail: String
  }

  var title: String
  var xTitle: String
  var yTitle: String
  /// The range of the vertical axis, from 0.
  var yLimit = 1.0
  var lines: [Line] = []
  var bars: [Bar] = []

  private static let (width, height) = (440.0, 300.0)
  private static let (left, right, top, bottom) = (46.0, 12.0, 30.0, 46.0)

  private var plotWidth: Double { Self.width - Self.left - Self.right }
  private var plotHeight: Double { Self.height - Self.top - Self.bottom }

  /// The chart's element.
  func svg() -> String {
    var parts = [
      "<svg viewBox=\"0 0 \(Self.text(Self.width)) \(Self.text(Self.height))\" role=\"img\" aria-label=\"\(HTMLText.escaped(title))\">",
      label(title, x: Self.left, y: 18, style: "head"),
    ]
    for step in 0...5 {
      let value = yLimit * Double(step) / 5
      let y = place(y: value)
      parts.append(line(Self.left, y, Self.width - Self.right, y, style: "grid"))
      parts.append(label(axisText(value), x: Self.left - 6, y: y + 4, anchor: "end"))
    }
    parts.append(label(xTitle, x: Self.left + plotWidth / 2, y: Self.height - 6, anchor: "middle"))
    parts.append(
      "<text transform=\"translate(12 \(Self.text(Self.top + plotHeight / 2))) rotate(-90)\" text-anchor=\"middle\">"
        + "\(HTMLText.escaped(yTitle))</text>")
    parts += bars.isEmpty ? drawnLines() : drawnBars()
    parts.append(line(Self.left, place(y: 0), Self.width - Self.right, place(y: 0), style: "axis"))
    return parts.joined(separator: "\n") + "\n</svg>"
  }

  private func drawnLines() -> [String] {
    var parts: [String] = []
    for step in 0...5 {
      let value = Double(step) / 5
      parts.append(label(axisText(value), x: place(x: value), y: Self.height - Self.bottom + 16, anchor: "middle"))
    }
    for (index, line) in lines.enumerated() {
      let points = line.points.map { "\(Self.text(place(x: $0.x))),\(Self.text(place(y: $0.y)))" }
      let style = "line c\(line.color % 6)\(line.isDashed ? " dashed" : "")"
      parts.append("<polyline class=\"\(style)\" points=\"\(points.joined(separator: " "))\"/>")
      let y = Self.height - Self.bottom - 10 - Double(lines.count - 1 - index) * 15
      parts.append(self.line(Self.left + 8, y - 4, Self.left + 26, y - 4, style: style))
      parts.append(label(line.name, x: Self.left + 32, y: y))
    }
    return parts
  }

  private func drawnBars() -> [String] {
    let step = plotWidth / Double(max(bars.count, 1))
    // Labels that would run into each other are left out.
    let every = max(1, Int((26 / step).rounded(.up)))
    return bars.enumerated().flatMap { index, bar in
      let x = Self.left + (Double(index) + 0.12) * step
      let y = place(y: min(bar.value, yLimit))
      var parts = [
        "<rect class=\"bar\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(step * 0.76))\" "
          + "height=\"\(Self.text(place(y: 0) - y))\"><title>\(HTMLText.escaped(bar.detail))</title></rect>"
      ]
      if index % every == 0 {
        parts.append(
          label(bar.label, x: x + step * 0.38, y: Self.height - Self.bottom + 16, anchor: "middle"))
      }
      return parts
    }
  }

  private func place(x: Double) -> Double { Self.left + x * plotWidth }
  private func place(y: Double) -> Double { Self.top + plotHeight * (1 - y / yLimit) }

  private func axisText(_ value: Double) -> String {
    Format.decimal(value, digits: yLimit >= 20 ? 0 : yLimit >= 2 ? 1 : 2)
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) -> String {
    "<line class=\"\(style)\" x1=\"\(Self.text(x1))\" y1=\"\(Self.text(y1))\" x2=\"\(Self.text(x2))\" y2=\"\(Self.text(y2))\"/>"
  }

  private func label(_ text: String, x: Double, y: Double, anchor: String = "start", style: String = "") -> String {
    "<text class=\"\(style)\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" text-anchor=\"\(anchor)\">\(HTMLText.escaped(text))</text>"
  }

  private static func text(_ value: Double) -> String { Format.decimal(value, digits: 1) }
}
