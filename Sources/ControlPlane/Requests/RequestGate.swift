import Settings

/// Decides whether a request may be answered, before anything is done for it.
package struct RequestGate: Sendable {
  /// Names of the port that every one has.
  private static let usualHosts: Set<String> = ["localhost", "127.0.0.1", "::1"]

  /// The token; nil where there is none.
  package var token: AccessToken?
  /// Names under which the port may be addressed besides, without ports.
  package var hosts: Set<String>
  /// Whether other machines may read without a token.
  package var isInsecure: Bool

  package init(token: AccessToken?, hosts: Set<String>, isInsecure: Bool) {
    self.token = token
    self.hosts = hosts
    self.isInsecure = isInsecure
  }

  /// The refusal, or nil where the request may be answered.
  package func refusal(_ head: RequestHead, on listener: ListenerKind) -> Answer? {
    guard listener != .unixSocket else { return nil }
    // A page of another name that resolves to this address must not read what only this machine may.
    guard isOwn(head.host) else {
      return .text(421, "the Host header names none of this service: add the name to http.hosts")
    }
    // The page holds nothing of this service; what it shows, it asks for with the token.
    let isForEverybody = ["/livez", "/readyz", "/"].contains(head.path)
    let isRead = head.method == "GET" || head.method == "HEAD"
    if isRead, isForEverybody || listener == .loopback { return nil }
    if token?.isBorne(by: head.authorization) == true { return nil }
    if isRead, isInsecure, token == nil { return nil }
    guard token != nil else {
      return .text(403, "control over HTTP needs a token: set http.token_file, or use saccade control")
    }
    return .text(401, "send the token: Authorization: Bearer TOKEN")
  }

  /// The refusal of a connection that a page in a browser opens for itself, or nil where it may be opened.
  ///
  /// A browser lets any page open one to this machine and read from it, so what the page is called decides, too. Pages that
  /// come from no host, such as those of programs, are let in where `hosts` has their whole origin, for example `file://`.
  package func refusal(opening head: RequestHead, origin: String?, on listener: ListenerKind) -> Answer? {
    if let refusal = refusal(head, on: listener) { return refusal }
    guard listener != .unixSocket, let origin else { return nil }
    let host = origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) }
    guard isOwn(host) || hosts.contains(origin.lowercased()) else {
      return .text(403, "the page that asks is none of this service: add its name to http.hosts")
    }
    return nil
  }

  /// Whether a host, with or without a port, is a name of this service.
  private func isOwn(_ host: String?) -> Bool {
    guard let name = Self.name(host) else { return false }
    return Self.usualHosts.contains(name) || hosts.contains(name)
  }

  /// A Host header's name without its port; nil where it is none.
  private static func name(_ host: String?) -> String? {
    guard let host = host?.lowercased(), !host.isEmpty else { return nil }
    if let address = NetworkAddress(host) { return address.host }
    return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }
}
