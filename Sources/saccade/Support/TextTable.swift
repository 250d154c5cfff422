/// Rows of text in columns, as wide as their widest cell.
enum TextTable {
  /// The rows as lines with two spaces between columns; all rows have as many cells as the first.
  static func text(_ rows: [[String]], leftAligned: Set<Int>) -> String {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.reduce(0) { max($0, $1[column].count) } }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        leftAligned.contains(column)
          ? Format.left(cell, width: widths[column]) : Format.right(cell, width: widths[column])
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
