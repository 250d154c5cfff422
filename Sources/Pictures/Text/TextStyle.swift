/// How text is drawn.
public struct TextStyle: Equatable, Sendable {
  /// Which point of the text's line lies at the place it is drawn at.
  public enum Alignment: Sendable, CaseIterable {
    /// The left end.
    case left
    /// The middle.
    case center
    /// The right end.
    case right
  }

  /// How thick the strokes are.
  public enum Weight: Double, Sendable, CaseIterable {
    /// For axes and tables.
    case regular = 1.25
    /// For titles and labels on pictures.
    case bold = 1.9
  }

  /// Pixels per em; capitals are 5/7 of this high.
  public var size: Double
  /// The colour.
  public var color: Color
  /// How thick the strokes are.
  public var weight: Weight
  /// Which point of the line is placed.
  public var alignment: Alignment

  /// Creates a style; `size` is brought into 6...400.
  public init(size: Double = 14, color: Color = .black, weight: Weight = .regular, alignment: Alignment = .left) {
    self.size = min(max(size, 6), 400)
    self.color = color
    self.weight = weight
    self.alignment = alignment
  }

  /// The same style aligned otherwise.
  public func aligned(_ alignment: Alignment) -> TextStyle {
    var style = self
    style.alignment = alignment
    return style
  }

  /// The height of capitals in pixels.
  public var capHeight: Int { Int((StrokeFont.capHeight * unit).rounded()) }

  /// The distance from one baseline to the next in pixels.
  public var lineHeight: Int { Int((19 * unit).rounded()) }

  /// The number of pixels that a line of text is wide.
  public func width(of text: String) -> Int {
    let width = text.reduce(0) { $0 + advance(of: $1) }
    return max(0, width - (text.isEmpty ? 0 : spacing))
  }

  /// Pixels per unit of the font.
  var unit: Double { size / StrokeFont.unitsPerEm }

  var thickness: Double { max(1.05, weight.rawValue * unit) }

  /// The space between the middles of the strokes of two characters that face each other.
  var spacing: Int { max(2, Int((StrokeFont.spacing * unit + (thickness - unit) * 0.6).rounded())) }

  /// The number of pixels between the middles of a character's outermost strokes, whole so that stems stay sharp.
  func inkWidth(of character: Character) -> Int {
    let units = character == " " ? StrokeFont.spaceWidth : StrokeFont.glyph(character).width
    return Int((units * unit).rounded())
  }

  func advance(of character: Character) -> Int { inkWidth(of: character) + spacing }
}

extension TextStyle {
  /// The text, or as much of its beginning as fits into a width together with `…`.
  public func shortened(_ text: String, toWidth width: Int) -> String {
    guard self.width(of: text) > width else { return text }
    var text = text
    while !text.isEmpty, self.width(of: text + "…") > width { text.removeLast() }
    return text + "…"
  }
}
