import FoundationEssentials

/// One message with what it is about.
public struct LogRecord: Sendable, Equatable {
  /// How it is written.
  public enum Format: Sendable, Equatable {
    /// A line for people.
    case text
    /// A JSON object in one line.
    case json
  }

  /// Its weight.
  public var level: LogLevel
  /// What has happened, as one word for programs, for example `camera_failed`.
  public var event: String
  /// What has happened, for people.
  public var message: String
  /// What it is about.
  public var fields: [String: String]

  /// Creates a record.
  public init(_ level: LogLevel, _ event: String, _ message: String, _ fields: [String: String] = [:]) {
    self.level = level
    self.event = event
    self.message = message
    self.fields = fields
  }

  /// The record as one line with its end.
  ///
  /// - Parameters:
  ///   - format: how it is written.
  ///   - timeNanoseconds: when it happened, since 1970.
  public func line(_ format: Format, timeNanoseconds: Int64) -> String {
    // Half a millisecond more, since the text is cut and not rounded.
    let time = Date(timeIntervalSince1970: (Double(timeNanoseconds / 1_000_000) + 0.5) / 1e3)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    switch format {
    case .text:
      let named = fields["camera"].map { "\($0): " } ?? ""
      let rest = fields.filter { $0.key != "camera" }.sorted { $0.key < $1.key }
        .map { " \($0.key)=\(Self.plain($0.value))" }
      return "\(time) \(level.rawValue) \(named)\(Self.plain(message))\(rest.joined())\n"
    case .json:
      var object = fields
      object["time"] = time
      object["level"] = level.rawValue
      object["event"] = event
      object["message"] = message
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let bytes = try? encoder.encode(object) else { return "{}\n" }
      return String(decoding: bytes, as: UTF8.self) + "\n"
    }
  }

  /// Text that stays in one line, whatever somebody has put into a file or a message.
  private static func plain(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
  }
}
