import Events

/// What the names in the header of a table say.
struct TextHeaderNames: Equatable {
  /// What the columns hold; nil where not all four values are named.
  var columns: [EventColumn]?
  /// The unit that the name of the time states.
  var timeUnit: TimeUnit?
  /// The sensor's size, where the names of x and y state it as `x@320` and `y@240`.
  var geometry: SensorGeometry?

  private static let units: [(mark: String, unit: TimeUnit)] = [
    ("microseconds", .microseconds), ("nanoseconds", .nanoseconds), ("milliseconds", .milliseconds),
    ("seconds", .seconds), ("us", .microseconds), ("µs", .microseconds), ("ns", .nanoseconds), ("ms", .milliseconds),
    ("s", .seconds),
  ]

  /// Reads the names in the header's fields, such as `t`, `x [px]`, `timestamp_us`, `"polarity"`.
  init(_ fields: [ArraySlice<UInt8>]) {
    var columns: [EventColumn] = []
    var sides: [EventColumn: Substring] = [:]
    for field in fields {
      // Quotes, brackets and signs part words as spaces do; underscores belong to names such as `is_on`, but part a
      // unit.
      let text = String(decoding: field, as: UTF8.self).lowercased()
      let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "µ") }.map { String($0) }
      var name = words.first ?? ""
      var unit = words.dropFirst().lazy.compactMap { Self.unit($0) }.first
      if EventColumn(name: name) == nil, let underscore = name.lastIndex(of: "_"),
        let suffix = Self.unit(String(name[name.index(after: underscore)...]))
      {
        unit = suffix
        name = String(name[..<underscore])
      }
      let column = EventColumn(name: name) ?? .ignored
      columns.append(column)
      if column == .time { timeUnit = unit }
      if let sign = text.firstIndex(of: "@") { sides[column] = text[text.index(after: sign)...].prefix { $0.isNumber } }
    }
    self.columns = EventColumn.isComplete(columns) ? columns : nil
    guard self.columns != nil else {
      timeUnit = nil
      return
    }
    if let width = sides[.x], let height = sides[.y] { geometry = SensorGeometry(parsing: "\(width)x\(height)") }
  }

  private static func unit(_ word: String) -> TimeUnit? { units.first { $0.mark == word }?.unit }
}
