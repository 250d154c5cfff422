/// What a request asks for, without its body.
package struct RequestHead: Sendable, Equatable {
  package var method: String
  /// Path and query as they came.
  package var target: String
  package var host: String?
  package var authorization: String?

  package init(method: String, target: String, host: String? = nil, authorization: String? = nil) {
    self.method = method
    self.target = target
    self.host = host
    self.authorization = authorization
  }

  /// The path without the query.
  package var path: String { String(target.prefix { $0 != "?" }) }

  /// The value of a name in the query, decoded; nil where there is none.
  package func query(_ name: String) -> String? {
    guard let mark = target.firstIndex(of: "?") else { return nil }
    for pair in target[target.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, parts[0] == name { return Self.decoded(parts[1]) }
    }
    return nil
  }

  /// Text with its percent signs resolved; nil where they are not legal.
  static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
