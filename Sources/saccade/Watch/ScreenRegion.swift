/// Lines at the bottom of a terminal that are drawn again in place.
struct ScreenRegion {
  private var drawnLines = 0

  /// Replaces what was drawn before; lines and columns that do not fit are cut.
  mutating func draw(_ lines: [String]) {
    let shown = lines.prefix(max(Terminal.rows - 1, 1))
    let columns = max(Terminal.columns - 1, 10)
    var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)F\u{1B}[J" : ""
    for line in shown { text += String(line.prefix(columns)) + "\n" }
    Terminal.writeOutput(text)
    drawnLines = shown.count
  }
}
