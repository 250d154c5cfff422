/// What the user knows of a text with one event a line; what is nil is found from the first lines.
public struct TextOptions: Equatable, Sendable {
  /// What separates the values of a line.
  public enum Separator: String, Sendable, CaseIterable {
    /// `,`
    case comma
    /// `;`
    case semicolon
    /// Spaces or tabs, any number of them.
    case whitespace
  }

  /// What the columns hold; each of the four values once.
  public var columns: [EventColumn]?
  /// What separates them.
  public var separator: Separator?
  /// The unit of the times.
  public var timeUnit: TimeUnit?
  /// Whether the first line that is no comment names the columns.
  public var hasHeader: Bool?

  /// Creates options.
  public init(
    columns: [EventColumn]? = nil, separator: Separator? = nil, timeUnit: TimeUnit? = nil, hasHeader: Bool? = nil
  ) {
    self.columns = columns
    self.separator = separator
    self.timeUnit = timeUnit
    self.hasHeader = hasHeader
  }
}

extension TextOptions.Separator {
  /// The byte that is written, and that separates values unless any white space does.
  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .whitespace: UInt8(ascii: " ")
    }
  }

  /// The separator of a line: the first of comma, semicolon and white space that occurs in it.
  init(of line: some Collection<UInt8>) {
    self = line.contains(UInt8(ascii: ",")) ? .comma : line.contains(UInt8(ascii: ";")) ? .semicolon : .whitespace
  }
}
