import Events

/// How the lines of a text are to be read.
struct TextLayout: Equatable, Sendable {
  var columns: [EventColumn]
  var separator: TextOptions.Separator
  var timeUnit: TimeUnit
  /// Whether the first line that is no comment is to be passed over.
  var hasHeader: Bool
  /// The sensor's size from a line `%geometry:WIDTH,HEIGHT` or a header such as `t,x@320,y@240,on`.
  var geometry: SensorGeometry?

  /// So many lines from the start of a text are looked at.
  static let sampleLines = 512
  /// So many bytes from the start of a text are looked at, if it has not as many lines.
  static let sampleByteCount = 48 << 10

  /// Finds out what the options leave open.
  ///
  /// - Parameters:
  ///   - sample: the beginning of the text.
  ///   - isAll: whether the last line is complete although no line end follows.
  /// - Throws: `notThisFormat` for a text that has no numbers, `unsupported` where the columns or the unit cannot be
  ///   told.
  init(sample: [UInt8], isAll: Bool, options: TextOptions) throws(EventFormatError) {
    var lines = TextSample(sample, isAll: isAll)
    geometry = lines.geometry
    let separator = options.separator ?? lines.rows.first.map { TextOptions.Separator(of: $0.bytes) } ?? .comma
    self.separator = separator
    let first = lines.rows.first.map { TextSample.fields(of: $0.bytes, separator: separator) } ?? []
    hasHeader = options.hasHeader ?? first.contains { TextSample.Value($0) == nil }
    var named: TextHeaderNames?
    if hasHeader && !lines.rows.isEmpty {
      named = TextHeaderNames(first)
      if geometry == nil { geometry = named?.geometry }
      lines.rows.removeFirst()
    }
    let table = try Self.values(lines.rows, separator: separator)
    let columns = try Self.columns(options: options, named: named, table: table, first: first)
    self.columns = columns
    if let known = options.timeUnit ?? named?.timeUnit {
      timeUnit = known
    } else {
      let index = columns.firstIndex(of: .time) ?? 0
      timeUnit = try ColumnStatistics(table.lazy.compactMap { $0.indices.contains(index) ? $0[index] : nil }).timeUnit
    }
  }

  /// The values of all lines of the sample; none of those that cannot be read, of which there must not be only such.
  private static func values(
    _ rows: [TextSample.Row], separator: TextOptions.Separator
  ) throws(EventFormatError) -> [[TextSample.Value]] {
    let table = rows.compactMap { row -> [TextSample.Value]? in
      let fields = TextSample.fields(of: row.bytes, separator: separator)
      let values = fields.compactMap { TextSample.Value($0) }
      return values.count == fields.count ? values : nil
    }
    guard let first = rows.first, table.isEmpty else { return table }
    throw EventFormatError(
      .notThisFormat,
      "The line \"\(first.quoted)\" has no numbers separated by \(separator.rawValue); a text of events has a time, "
        + "x, y and a polarity in every line",
      at: UInt64(first.offset))
  }

  private static func columns(
    options: TextOptions, named: TextHeaderNames?, table: [[TextSample.Value]], first: [ArraySlice<UInt8>]
  ) throws(EventFormatError) -> [EventColumn] {
    if let columns = options.columns {
      guard EventColumn.isComplete(columns) else {
        throw EventFormatError(
          .unsupported,
          "The columns \"\(EventColumn.text(columns))\" are not complete: each of t, x, y and p must be there once",
          at: 0)
      }
      return columns
    }
    if let columns = named?.columns { return columns }
    guard let width = table.first?.count else { return [.time, .x, .y, .polarity] }
    guard width == 4, let guess = ColumnStatistics.guess(table.filter { $0.count == width }) else {
      let line = first.map { String(decoding: $0.prefix(20), as: UTF8.self) }.joined(separator: " | ")
      throw EventFormatError(
        .unsupported,
        "What the \(width) columns of the text hold cannot be told (the first line is \(line.prefix(100))); say it, "
          + "for example t,x,y,p, with - for a column that does not matter",
        at: 0)
    }
    return guess
  }
}
