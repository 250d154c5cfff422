extension Canvas {
  /// Draws one line of text.
  ///
  /// - Parameters:
  ///   - text: characters of Latin letters, digits and signs; others are drawn as boxes.
  ///   - x: where the point lies that the style's alignment names.
  ///   - baseline: the row that letters stand on.
  ///   - style: size, colour, weight and alignment.
  public mutating func text(_ text: String, x: Int, baseline: Int, style: TextStyle) {
    var left = x
    switch style.alignment {
    case .left: break
    case .center: left -= style.width(of: text) / 2
    case .right: left -= style.width(of: text)
    }
    for character in text {
      if character != " " { draw(character, x: left, baseline: baseline, style: style, upward: false) }
      left += style.advance(of: character)
    }
  }

  /// Draws one line of text that is read from bottom to top, its baseline at column `baseline`, its middle at row `y`.
  public mutating func verticalText(_ text: String, baseline: Int, y: Int, style: TextStyle) {
    var bottom = y + style.width(of: text) / 2
    for character in text {
      if character != " " { draw(character, x: bottom, baseline: baseline, style: style, upward: true) }
      bottom -= style.advance(of: character)
    }
  }

  /// Draws one character; `upward` turns it a quarter to the left, `x` is then the row where it begins.
  private mutating func draw(
    _ character: Character, x: Int, baseline: Int, style: TextStyle, upward: Bool
  ) {
    let glyph = StrokeFont.glyph(character)
    let stretch = glyph.width > 0 ? Double(style.inkWidth(of: character)) / glyph.width : style.unit
    var segments: [Segment] = []
    for stroke in glyph.strokes {
      let points = stroke.map { point in
        let along = point.x * stretch
        let up = Self.fittedHeight(point.y, unit: style.unit)
        return upward
          ? Point(x: Double(baseline) + 0.5 - up, y: Double(x) + 0.5 - along)
          : Point(x: Double(x) + 0.5 + along, y: Double(baseline) + 0.5 - up)
      }
      for (start, end) in zip(points, points.dropFirst()) { segments.append(Segment(start, end)) }
    }
    draw(segments, style.color, thickness: style.thickness, clip: bounds)
  }

  /// The height in pixels of a height in the font's units; those of letters come out whole, so that they look sharp.
  private static func fittedHeight(_ height: Double, unit: Double) -> Double {
    let small = (StrokeFont.smallHeight * unit).rounded()
    let cap = (StrokeFont.capHeight * unit).rounded()
    let (fromUnit, toUnit, from, to): (Double, Double, Double, Double) =
      switch height {
      case ..<0: (-StrokeFont.descent, 0, (-StrokeFont.descent * unit).rounded(), 0)
      case ...StrokeFont.smallHeight: (0, StrokeFont.smallHeight, 0, small)
      default: (StrokeFont.smallHeight, StrokeFont.capHeight, small, cap)
      }
    return from + (height - fromUnit) / (toUnit - fromUnit) * (to - from)
  }
}
