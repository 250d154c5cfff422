import Events

/// Reads the event of one line of text.
struct TextLineParser: Sendable {
  /// What a line holds.
  enum Line {
    case event(Event)
    /// Nothing: a comment or white space.
    case nothing
    case skip(SkipReason)
  }

  private let columns: [EventColumn]
  private let separator: UInt8
  private let isWhitespaceSeparated: Bool
  private let timeExponent: Int
  private let bounds: PixelBounds

  /// Creates a parser of lines of a layout, for pixels of a sensor.
  init(_ layout: TextLayout, geometry: SensorGeometry?) {
    columns = layout.columns
    separator = layout.separator.byte
    isWhitespaceSeparated = layout.separator == .whitespace
    timeExponent = layout.timeUnit.decimalExponent
    bounds = PixelBounds(geometry)
  }

  /// Reads a line without its line end.
  @inline(__always)
  func parse(_ line: UnsafeRawBufferPointer) -> Line {
    var position = skipSpaces(line, 0)
    guard position < line.count, line[position] != UInt8(ascii: "#"), line[position] != UInt8(ascii: "%") else {
      return .nothing
    }
    var time: Int64 = 0
    var x: Int64 = 0
    var y: Int64 = 0
    var isOn = false
    for (index, column) in columns.enumerated() {
      if index > 0 && !isWhitespaceSeparated {
        guard position < line.count, line[position] == separator else { return .skip(.malformed) }
        position = skipSpaces(line, position &+ 1)
      }
      let rest = UnsafeRawBufferPointer(rebasing: line[position...])
      var taken = 0
      switch column {
      case .ignored: taken = wordByteCount(rest)
      case .polarity:
        guard let polarity = Self.polarity(rest, &taken) else { return .skip(.malformed) }
        isOn = polarity
      case .time, .x, .y:
        guard let read = DecimalNumber.read(rest) else { return .skip(.malformed) }
        taken = read.byteCount
        guard let value = read.number.scaled(byTenTo: column == .time ? timeExponent : 0) else {
          return .skip(column == .time ? .malformed : .outOfRange)
        }
        if column == .time {
          time = value
        } else {
          guard !read.number.hasFraction else { return .skip(.malformed) }
          if column == .x { x = value } else { y = value }
        }
      }
      let end = skipSpaces(line, position &+ taken)
      // White space must part values that nothing else parts.
      guard taken > 0, end == line.count || !isWhitespaceSeparated || end > position &+ taken else {
        return .skip(.malformed)
      }
      position = end
    }
    guard position == line.count else { return .skip(.malformed) }
    guard let column = Int32(exactly: x), let row = Int32(exactly: y), bounds.contains(x: column, y: row) else {
      return .skip(.outOfRange)
    }
    return .event(
      Event(
        time: time, x: UInt16(truncatingIfNeeded: column), y: UInt16(truncatingIfNeeded: row),
        polarity: isOn ? .on : .off))
  }

  /// Reads a line of whole numbers without spaces around them, as most are.
  ///
  /// - Returns: the event and where the next line begins; nil for any other line, and one whose end is not there.
  @inline(__always)
  func parseIntegers(_ bytes: UnsafeRawBufferPointer, at start: Int) -> (event: Event, end: Int)? {
    guard timeExponent >= 0 else { return nil }
    var position = start
    var time: Int64 = 0
    var x: Int64 = 0
    var y: Int64 = 0
    var polarity: Int64 = 0
    var following = separator
    for column in columns {
      guard position < bytes.count, following == separator else { return nil }
      let isNegative = bytes[position] == UInt8(ascii: "-")
      if isNegative { position &+= 1 }
      let first = position
      var value: Int64 = 0
      // Eighteen digits always fit.
      let limit = min(bytes.count, position &+ 19)
      while position < limit {
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        value = value &* 10 &+ Int64(digit)
        position &+= 1
      }
      guard position > first, position < limit else { return nil }
      if isNegative { value = 0 &- value }
      following = bytes[position]
      position &+= 1
      switch column {
      case .time: time = value
      case .x: x = value
      case .y: y = value
      case .polarity: polarity = value
      case .ignored: break
      }
    }
    if following == UInt8(ascii: "\r"), position < bytes.count {
      following = bytes[position]
      position &+= 1
    }
    guard following == UInt8(ascii: "\n"), (-1...1).contains(polarity), x == x & 0xFFFF, y == y & 0xFFFF,
      bounds.contains(x: Int32(truncatingIfNeeded: x), y: Int32(truncatingIfNeeded: y))
    else { return nil }
    if timeExponent > 0 {
      let (scaled, overflows) = time.multipliedReportingOverflow(by: timeExponent == 3 ? 1000 : 1_000_000)
      guard !overflows else { return nil }
      time = scaled
    }
    let event = Event(
      time: time, x: UInt16(truncatingIfNeeded: x), y: UInt16(truncatingIfNeeded: y),
      polarity: polarity == 1 ? .on : .off)
    return (event, position)
  }

  /// Whether the line is a comment or white space.
  static func isComment(_ line: some Collection<UInt8>) -> Bool {
    guard let first = line.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return true }
    return first == UInt8(ascii: "#") || first == UInt8(ascii: "%")
  }

  /// The value of `true` or `false` in any letter case; nil where `text` is neither.
  static func truth(_ text: UnsafeRawBufferPointer) -> Bool? {
    let matches = { (word: StaticString) in
      word.withUTF8Buffer { $0.count == text.count && zip($0, text).allSatisfy { $0 == $1 | 0x20 } }
    }
    return matches("true") ? true : matches("false") ? false : nil
  }

  /// Reads a polarity: -1, 0 or 1, or a truth value.
  @inline(__always)
  private static func polarity(_ text: UnsafeRawBufferPointer, _ taken: inout Int) -> Bool? {
    if let first = text.first, first | 0x20 == UInt8(ascii: "t") || first | 0x20 == UInt8(ascii: "f") {
      taken = first | 0x20 == UInt8(ascii: "t") ? 4 : 5
      return taken <= text.count ? truth(UnsafeRawBufferPointer(rebasing: text[..<taken])) : nil
    }
    guard let read = DecimalNumber.read(text), !read.number.hasFraction, let value = read.number.scaled(byTenTo: 0),
      (-1...1).contains(value)
    else { return nil }
    taken = read.byteCount
    return value == 1
  }

  @inline(__always)
  private func skipSpaces(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var position = start
    while position < line.count, line[position] == UInt8(ascii: " ") || line[position] == UInt8(ascii: "\t") {
      position &+= 1
    }
    return position
  }

  private func wordByteCount(_ text: UnsafeRawBufferPointer) -> Int {
    text.firstIndex { isWhitespaceSeparated ? $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") : $0 == separator }
      ?? text.count
  }
}
