import Pictures

/// A re-parameterised block as it was trained, and as one convolution.
struct MergePicture {
  private struct Box {
    var title: String
    var operations: String
    var color: Color
  }

  private static let theme = ChartTheme.light
  private static let additions = Color(0x1F78C8)
  private static let multiplications = Color(0xE4572E)
  private static let quiet = Color(0x8494A0)
  private static let boxWidth = 132
  private static let gap = 40

  func draw() -> Canvas {
    var canvas = Canvas(width: 4 * (Self.boxWidth + Self.gap) + 186, height: 250, background: Self.theme.background)
    row(
      "As trained (unmerged): a·a + 9·a + a·b weights", y: 30,
      [
        Box(title: "1×1, a→a", operations: "additions", color: Self.additions),
        Box(title: "BN, pad by BN(0)", operations: "folded", color: Self.quiet),
        Box(title: "depthwise 3×3", operations: "multiplications", color: Self.multiplications),
        Box(title: "1×1, a→b, BN", operations: "multiplications", color: Self.multiplications),
      ], on: &canvas)
    row(
      "Merged: 9·a·b weights, and nothing but spikes goes in", y: 160,
      [Box(title: "3×3, a→b, bias", operations: "additions", color: Self.additions)], on: &canvas)
    return canvas
  }

  private func row(_ title: String, y: Int, _ boxes: [Box], on canvas: inout Canvas) {
    let heading = TextStyle(size: 15, color: Self.theme.title, weight: .bold)
    let label = TextStyle(size: 13, color: Self.theme.label)
    canvas.text(title, x: 20, baseline: y, style: heading)
    canvas.text("spikes", x: 20, baseline: y + 52, style: label)
    var x = 20 + label.width(of: "spikes") + 10
    for box in boxes {
      arrow(from: x, to: x + Self.gap - 14, y: y + 47, on: &canvas)
      x += Self.gap - 8
      let place = Rectangle(x: x, y: y + 22, width: Self.boxWidth, height: 50)
      canvas.fill(place, box.color.withOpacity(0.14))
      canvas.stroke(place, box.color, thickness: 2)
      let (center, strong) = (x + Self.boxWidth / 2, TextStyle(size: 14, color: Self.theme.title))
      canvas.text(box.title, x: center, baseline: y + 43, style: strong.aligned(.center))
      canvas.text(
        box.operations, x: center, baseline: y + 62,
        style: TextStyle(size: 12, color: box.color, alignment: .center))
      x += Self.boxWidth + 6
    }
    arrow(from: x, to: x + Self.gap - 14, y: y + 47, on: &canvas)
    canvas.text("current", x: x + Self.gap - 6, baseline: y + 52, style: label)
  }

  private func arrow(from start: Int, to end: Int, y: Int, on canvas: inout Canvas) {
    let tip = Point(x: Double(end), y: Double(y))
    canvas.line(from: Point(x: Double(start), y: Double(y)), to: tip, Self.theme.axis, thickness: 1.6)
    for side in [-4.0, 4] {
      canvas.line(from: Point(x: tip.x - 6, y: tip.y + side), to: tip, Self.theme.axis, thickness: 1.6)
    }
  }
}
