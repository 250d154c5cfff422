import FoundationEssentials

/// What a request is answered.
package struct Answer: Sendable, Equatable {
  package var status: Int
  package var contentType: String
  package var body: [UInt8]
  /// Headers of this answer alone.
  package var headers: [String: String] = [:]

  init(_ status: Int, _ contentType: String, _ body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// A line for people.
  static func text(_ status: Int, _ text: String) -> Answer {
    Answer(status, "text/plain; charset=utf-8", Array((text + "\n").utf8))
  }

  /// A value as JSON, its keys sorted.
  static func json(_ status: Int, _ value: some Encodable) -> Answer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return .text(500, "the answer cannot be written as JSON") }
    return Answer(status, "application/json", Array(data) + [10])
  }
}
