/// Text as it stands in pages.
enum HTMLText {
  /// With what has a meaning in HTML replaced.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }

  /// A table with a head; all rows have as many cells.
  static func table(head: [String], rows: [[String]]) -> String {
    func line(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    return "<table>\n<thead>\(line(head, "th"))</thead>\n<tbody>\n"
      + rows.map { line($0, "td") }.joined(separator: "\n") + "\n</tbody>\n</table>"
  }
}
