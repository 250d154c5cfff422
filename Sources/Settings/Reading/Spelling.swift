/// Finds the name that somebody has probably meant.
enum Spelling {
  /// The nearest of some names; nil where none is near.
  static func suggestion(for name: String, among names: [String]) -> String? {
    let limit = max(2, name.count / 3)
    let nearest = names.map { ($0, distance(Array(name.lowercased()), Array($0.lowercased()))) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    guard let nearest, nearest.1 <= limit else { return nil }
    return nearest.0
  }

  /// Insertions, deletions, replacements and exchanges of neighbours from one to the other.
  ///
  /// Source: Damerau, A technique for computer detection and correction of spelling errors (1964), restricted to one edit
  /// of each part.
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var rows = [Array(0...second.count)]
    for (index, character) in first.enumerated() {
      var row = [index + 1]
      for (other, otherCharacter) in second.enumerated() {
        let replaced = rows[index][other] + (character == otherCharacter ? 0 : 1)
        var best = min(replaced, rows[index][other + 1] + 1, row[other] + 1)
        if index > 0, other > 0, character == second[other - 1], first[index - 1] == otherCharacter {
          best = min(best, rows[index - 1][other - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }
}
