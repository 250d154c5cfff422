/// What a column of a table of events holds.
public enum EventColumn: String, Sendable, CaseIterable {
  /// The time.
  case time = "t"
  /// The column of the pixel.
  case x
  /// The row of the pixel.
  case y
  /// The polarity.
  case polarity = "p"
  /// Something that does not matter.
  case ignored = "-"

  /// Reads a list such as `t,x,y,p` or `x,y,-,p,t`; nil where a name is unknown or one of the four is not there exactly
  /// once.
  public static func list(parsing text: some StringProtocol) -> [EventColumn]? {
    var columns: [EventColumn] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let column = EventColumn(rawValue: String(part.filter { $0 != " " })) else { return nil }
      columns.append(column)
    }
    return isComplete(columns) ? columns : nil
  }

  /// Whether each of the four values is in the list exactly once.
  static func isComplete(_ columns: [EventColumn]) -> Bool {
    allCases.allSatisfy { column in column == .ignored || columns.count { $0 == column } == 1 }
  }

  /// The list as `list(parsing:)` reads it.
  static func text(_ columns: [EventColumn]) -> String { columns.map(\.rawValue).joined(separator: ",") }

  /// What a name in a table's header stands for; nil where it is unknown.
  init?(name: String) {
    switch name {
    case "t", "ts", "time", "times", "timestamp", "timestamps": self = .time
    case "x", "xs", "col", "column": self = .x
    case "y", "ys", "row": self = .y
    case "p", "ps", "pol", "pols", "polarity", "polarities", "on", "is_on": self = .polarity
    default: return nil
    }
  }
}
