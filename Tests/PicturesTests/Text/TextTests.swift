import Pictures
import Testing

@Suite struct TextTests {
  @Test func everyASCIICharacterHasItsOwnShape() {
    var shapes: [Canvas] = []
    for code in UInt8(33)...126 {
      let character = Character(UnicodeScalar(code))
      #expect(StrokeFont.contains(character), "no glyph for \(character)")
      var canvas = Canvas(width: 40, height: 40, background: .white)
      canvas.text(String(character), x: 10, baseline: 25, style: TextStyle(size: 20))
      #expect(!shapes.contains(canvas), "\(character) looks like another character")
      shapes.append(canvas)
    }
  }

  @Test(arguments: [9.0, 12, 14, 20], TextStyle.Weight.allCases) func textStaysInItsBox(
    size: Double, weight: TextStyle.Weight
  ) {
    let text = "Hamburg 0123, gjpqy (kev/s)"
    let style = TextStyle(size: size, weight: weight)
    var canvas = Canvas(width: style.width(of: text) + 60, height: 80, background: .white)
    canvas.text(text, x: 30, baseline: 40, style: style)
    let margin = 2
    for y in 0..<canvas.height {
      for x in 0..<canvas.width where canvas[x, y] != .white {
        #expect(x >= 30 - margin && x <= 30 + style.width(of: text) + margin)
        #expect(y >= 40 - style.lineHeight && y <= 40 + style.lineHeight / 2)
      }
    }
  }

  @Test func alignmentMovesTheLine() {
    func columns(_ alignment: TextStyle.Alignment) -> ClosedRange<Int> {
      var canvas = Canvas(width: 100, height: 30, background: .white)
      canvas.text("HIH", x: 50, baseline: 20, style: TextStyle(alignment: alignment))
      let dark = (0..<100).filter { x in (0..<30).contains { canvas[x, $0] != .white } }
      return (dark.first ?? 0)...(dark.last ?? 0)
    }
    #expect((48...51).contains(columns(.left).lowerBound))
    #expect((49...52).contains(columns(.right).upperBound))
    #expect(abs(columns(.center).lowerBound + columns(.center).upperBound - 100) <= 3)
  }

  @Test func verticalTextIsTheSameTurned() {
    let style = TextStyle(size: 14)
    var flat = Canvas(width: 41, height: 41, background: .white)
    flat.text("Le", x: 20, baseline: 30, style: style.aligned(.center))
    var upright = Canvas(width: 41, height: 41, background: .white)
    upright.verticalText("Le", baseline: 30, y: 20, style: style)
    let flatInk = flat.pixels.reduce(0) { $0 + 255 - Int($1.red) }
    let uprightInk = upright.pixels.reduce(0) { $0 + 255 - Int($1.red) }
    #expect(flatInk > 1000)
    #expect(abs(flatInk - uprightInk) < 20)
  }

  @Test func unknownCharactersAreBoxes() {
    #expect(!StrokeFont.contains("字"))
    var canvas = Canvas(width: 30, height: 30, background: .white)
    canvas.text("字", x: 5, baseline: 20, style: TextStyle())
    #expect(canvas.pixels.contains { $0 != .white })
  }
}
