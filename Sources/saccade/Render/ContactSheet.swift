import Pictures

/// Several pictures of equal size side by side, under a title.
struct ContactSheet {
  let title: String
  let subtitle: String
  let theme: RenderTheme

  private static let gap = 10
  private static let margin = 16
  private static let headHeight = 56

  /// The sheet, with as many columns as make it about 16 by 10.
  func compose(_ pictures: [Canvas]) -> Canvas {
    guard let first = pictures.first else { return Canvas(width: 1, height: 1) }
    let columns = Self.columns(count: pictures.count, width: first.width, height: first.height)
    let rows = (pictures.count + columns - 1) / columns
    let width = max(columns * (first.width + Self.gap) - Self.gap, 240) + 2 * Self.margin
    let height = Self.headHeight + rows * (first.height + Self.gap) - Self.gap + Self.margin
    var sheet = Canvas(width: width, height: height, background: theme == .light ? Color(0xDFE6EC) : Color(0x0A0E12))
    let room = width - 2 * Self.margin
    let titles = TextStyle(size: 17, color: theme == .light ? Color(0x14212B) : Color(0xF2F6F9), weight: .bold)
    let facts = TextStyle(size: 12, color: theme.caption)
    sheet.text(titles.shortened(title, toWidth: room), x: Self.margin, baseline: 27, style: titles)
    sheet.text(facts.shortened(subtitle, toWidth: room), x: Self.margin, baseline: 45, style: facts)
    for (index, picture) in pictures.enumerated() {
      let x = Self.margin + index % columns * (first.width + Self.gap)
      sheet.draw(picture, x: x, y: Self.headHeight + index / columns * (first.height + Self.gap))
    }
    return sheet
  }

  private static func columns(count: Int, width: Int, height: Int) -> Int {
    func distance(_ columns: Int) -> Double {
      let rows = (count + columns - 1) / columns
      let ratio = Double(columns * (width + gap)) / Double(rows * (height + gap) + headHeight)
      // A last row that is not full looks unfinished.
      return abs(ratio - 1.6) + (count % columns == 0 ? 0 : 0.4)
    }
    return (1...max(count, 1)).min { distance($0) < distance($1) } ?? 1
  }
}
