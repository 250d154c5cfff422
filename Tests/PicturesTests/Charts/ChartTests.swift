import Pictures
import Testing

@Suite struct ChartTests {
  private func chart(_ series: [Series]) -> Canvas {
    var canvas = Canvas(width: 400, height: 200)
    Chart(
      title: "", xAxis: Axis(title: "", lower: 0, upper: 10, ticks: []),
      yAxis: Axis(title: "", lower: 0, upper: 10, ticks: []), series: series
    ).draw(on: &canvas, in: canvas.bounds)
    return canvas
  }

  /// The rows of a column that have a colour.
  private func rows(of color: Color, x: Int, in canvas: Canvas) -> Int {
    (0..<canvas.height).count { canvas[x, $0] == color }
  }

  @Test func areasAreAsHighAsTheirValues() {
    let red = Color(0xFF0000)
    let canvas = chart([
      Series(
        name: "", color: red, style: .steppedArea,
        points: [Point(x: 0, y: 2), Point(x: 5, y: 8), Point(x: 10, y: 0)])
    ])
    let (low, high) = (rows(of: red, x: 100, in: canvas), rows(of: red, x: 300, in: canvas))
    #expect(low > 20)
    #expect(abs(high - 4 * low) <= 4)
  }

  @Test func shortPeaksStayVisible() {
    let red = Color(0xFF0000)
    var points = (0..<5_000).map { Point(x: Double($0) / 500, y: 1) }
    points[2_503].y = 10
    points.append(Point(x: 10, y: 0))
    let canvas = chart([Series(name: "", color: red, style: .steppedArea, points: points)])
    #expect((0..<400).contains { rows(of: red, x: $0, in: canvas) > 150 })
  }

  @Test func valuesThatAreNoneAreLeftOut() {
    let red = Color(0xFF0000)
    let canvas = chart([Series(name: "", color: red, points: [Point(x: .nan, y: 1), Point(x: 1, y: .infinity)])])
    #expect(!canvas.pixels.contains(red))
  }

  @Test func heatMapsShowWhereValuesAre() {
    var canvas = Canvas(width: 400, height: 300)
    var values = [Double](repeating: 0, count: 100)
    values[99] = 50
    let axis = Axis(title: "", lower: 0, upper: 10, ticks: [])
    Heatmap(title: "", valueTitle: "", xAxis: axis, yAxis: axis, columns: 10, rows: 10, values: values)
      .draw(on: &canvas, in: canvas.bounds)
    let darkest = ColorMap.ink.color(at: 1)
    // The mark is the last cell of both axes; in the upper half only the scale has that colour.
    let marked = (0..<400).flatMap { x in (150..<300).filter { canvas[x, $0] == darkest }.map { (x: x, y: $0) } }
    #expect(!marked.isEmpty)
    let width = (marked.map(\.x).max() ?? 0) - (marked.map(\.x).min() ?? 0)
    let height = (marked.map(\.y).max() ?? 0) - (marked.map(\.y).min() ?? 0)
    #expect(abs(width - height) <= 1)
  }

  @Test func colorMapsGoThroughTheirColors() {
    let map = ColorMap([.black, Color(0xFF0000), .white])
    #expect(map.color(at: -1) == .black)
    #expect(map.color(at: 0.5) == Color(0xFF0000))
    #expect(map.color(at: 2) == .white)
    #expect(map.color(at: .nan) == .black)
  }
}
