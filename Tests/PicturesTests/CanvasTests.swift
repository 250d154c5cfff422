import Pictures
import Testing

@Suite struct CanvasTests {
  @Test func whatLiesOutsideIsLeftOut() {
    var canvas = Canvas(width: 4, height: 3, background: .white)
    canvas.fill(Rectangle(x: -5, y: -5, width: 7, height: 6), .black)
    canvas.fill(Rectangle(x: 3, y: 2, width: 100, height: 100), .black)
    canvas.line(from: Point(x: -50, y: 900), to: Point(x: .infinity, y: 3), .black)
    canvas.text("outside", x: 100, baseline: -20, style: TextStyle())
    let dark = canvas.pixels.indices.filter { canvas.pixels[$0] == .black }
    #expect(dark == [0, 1, 11])
  }

  @Test func opacityMixes() {
    var canvas = Canvas(width: 2, height: 1, background: .white)
    canvas.fill(Rectangle(x: 0, y: 0, width: 1, height: 1), Color.black.withOpacity(0.5))
    #expect((126...129).contains(canvas[0, 0].red))
    #expect(canvas[1, 0] == .white)
  }

  @Test(arguments: 1...4) func strokesHaveTheirThickness(thickness: Int) {
    var canvas = Canvas(width: 12, height: 10, background: .white)
    let rectangle = Rectangle(x: 1, y: 1, width: 10, height: 8)
    canvas.stroke(rectangle, .black, thickness: thickness)
    let inner = rectangle.inset(by: thickness)
    for y in 0..<10 {
      for x in 0..<12 {
        let isInside = rectangle.contains(Point(x: Double(x), y: Double(y)))
        let isHole = inner.contains(Point(x: Double(x), y: Double(y)))
        #expect((canvas[x, y] == .black) == (isInside && !isHole))
      }
    }
  }

  @Test func enlargingRepeatsPixels() {
    var canvas = Canvas(width: 2, height: 2, background: .white)
    canvas[1, 0] = .black
    let large = canvas.enlarged(by: 3)
    #expect((large.width, large.height) == (6, 6))
    for y in 0..<6 {
      for x in 0..<6 { #expect(large[x, y] == canvas[x / 3, y / 3]) }
    }
  }

  @Test func reducingTakesMeans() {
    var canvas = Canvas(width: 5, height: 2, background: Color(0x000000))
    canvas[0, 0] = Color(0xFF0000)
    canvas[4, 1] = Color(0x00FF00)
    let small = canvas.reduced(by: 2)
    #expect((small.width, small.height) == (3, 1))
    #expect(small.pixels == [Color(0x400000), Color(0x000000), Color(0x008000)])
  }

  @Test func linesHaveTheirColorInTheMiddle() {
    var canvas = Canvas(width: 20, height: 9, background: .white)
    canvas.line(from: Point(x: 2.5, y: 4.5), to: Point(x: 16.5, y: 4.5), .black, thickness: 1)
    #expect((2...16).allSatisfy { canvas[$0, 4] == .black })
    #expect((0..<20).allSatisfy { canvas[$0, 2] == .white && canvas[$0, 6] == .white })
  }

  @Test func sidesAreBounded() {
    #expect(Canvas(width: 0, height: -3).bounds == Rectangle(x: 0, y: 0, width: 1, height: 1))
  }
}
