/// An address and a port to listen on: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
public struct NetworkAddress: Sendable, Equatable, CustomStringConvertible {
  /// A name or an address, without brackets.
  public let host: String
  /// 0...65535; 0 for a port that the system chooses.
  public let port: Int

  /// Reads `HOST:PORT`; nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
      self.host = String(host.dropFirst().dropLast())
    } else {
      guard !host.isEmpty, !host.contains(":") else { return nil }
      self.host = String(host)
    }
    self.port = Int(port)
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
  }

  /// As it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
