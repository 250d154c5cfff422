/// Text with one event a line, such as CSV.
///
/// There is no standard; see `TextOptions` for what may differ.
public enum Text {
  /// Recognises text whose first lines have at least four numbers each, or name a time, x, y and a polarity.
  static let probe = FormatProbe(.text) { start, isAll in
    let limit = min(start.byteCount, TextLayout.sampleByteCount)
    let bytes = start.extracting(first: limit).withUnsafeBytes { Array($0) }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }) else { return .no }
    let isEnough = isAll || limit == TextLayout.sampleByteCount
    guard isEnough || bytes.count(where: { $0 == UInt8(ascii: "\n") }) >= decidingLines else { return .needsMoreBytes }
    let rows = TextSample(bytes, isAll: isAll).rows.prefix(decidingLines)
    guard let first = rows.first else { return .no }
    let separator = TextOptions.Separator(of: first.bytes)
    let isNamed = TextHeaderNames(TextSample.fields(of: first.bytes, separator: separator)).columns != nil
    let events = rows.dropFirst(isNamed ? 1 : 0)
    let areEvents = events.allSatisfy { row in
      let fields = TextSample.fields(of: row.bytes, separator: separator)
      return fields.count >= 4 && fields.allSatisfy { TextSample.Value($0) != nil }
    }
    return areEvents ? .yes : .no
  }

  /// So many lines decide.
  private static let decidingLines = 16
}
