/// Where a socket binds or connects to, read from text such as `tcp://127.0.0.1:5555` or `ipc:///run/saccade/detections`.
///
/// libzmq takes port 99999 and lets it wrap around; here the text is tested first.
public struct ZeroMQEndpoint: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The parts of an endpoint.
  public enum Address: Equatable, Hashable, Sendable {
    /// A host or interface, and a port; nil where the system shall choose one (`*` or 0).
    case tcp(host: String, port: UInt16?)
    /// A path in the file system, or with `@` in front a Linux abstract name.
    case ipc(path: String)
    /// A name in this process.
    case inproc(name: String)
  }

  /// The longest path of an `ipc` endpoint in bytes: `sun_path` has 108, the last of them NUL.
  static let maximumPathBytes = 107

  /// What is legal, for messages.
  static let legalForms =
    "tcp://HOST:PORT with a port of 0 to 65535, ipc://PATH with at most 107 bytes, or inproc://NAME"

  /// The text as it was given.
  public let description: String
  /// The parts of it.
  public let address: Address

  /// Reads an endpoint.
  ///
  /// - Throws: `badEndpoint`, with what is legal.
  public init(_ text: String) throws(ZeroMQError) {
    guard let address = Self.parse(text) else {
      let shown = text.unicodeScalars.prefix(160).map { $0.escaped(asASCII: false) }.joined()
      throw ZeroMQError(.badEndpoint, "'\(shown)' is not an endpoint", remedy: "use \(Self.legalForms)", endpoint: text)
    }
    self.description = text
    self.address = address
  }

  /// Whether the host is an IPv6 address in brackets.
  var isIPv6: Bool {
    if case .tcp(let host, _) = address { return host.hasPrefix("[") }
    return false
  }

  private static func parse(_ text: String) -> Address? {
    // A NUL would end the text early in C.
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), let separator = text.firstRange(of: "://") else {
      return nil
    }
    let rest = text[separator.upperBound...]
    guard !rest.isEmpty else { return nil }
    switch text[..<separator.lowerBound] {
    case "tcp":
      guard let colon = rest.lastIndex(of: ":"), colon != rest.startIndex else { return nil }
      let host = rest[..<colon]
      let portText = rest[rest.index(after: colon)...]
      guard host.hasPrefix("[") == host.hasSuffix("]"), host.hasPrefix("[") || !host.contains(":") else { return nil }
      if portText == "*" { return .tcp(host: String(host), port: nil) }
      guard !portText.isEmpty, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(portText)
      else { return nil }
      return .tcp(host: String(host), port: port == 0 ? nil : port)
    case "ipc":
      return rest.utf8.count <= maximumPathBytes ? .ipc(path: String(rest)) : nil
    case "inproc":
      return rest.utf8.count <= 255 ? .inproc(name: String(rest)) : nil
    default:
      return nil
    }
  }
}
