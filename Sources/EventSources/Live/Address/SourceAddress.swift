public import EventFormats
import SceneSimulator

/// Where events come from, read from one string: a file or folder, standard input, a scene, a socket, a device, a plug-in.
///
/// In front of any of them, `inject:RULES:` damages what comes in a seeded way; see `DamageRules`.
public struct SourceAddress: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// What stands at an address.
  public enum Kind: Equatable, Hashable, Sendable {
    /// A recording, or a folder of recordings.
    case recordings(path: String)
    /// Standard input.
    case standardInput
    /// A scene that is simulated while it is read.
    case scene(String)
    /// A TCP server to connect to.
    case tcp(host: String, port: UInt16)
    /// A port where TCP clients connect, one at a time; every interface where the host is nil, a port of the system's choice where it
    /// is 0.
    case tcpListening(host: String?, port: UInt16)
    /// A Unix socket to connect to.
    case unix(path: String)
    /// A Unix socket where clients connect, one at a time.
    case unixListening(path: String)
    /// A port where datagrams arrive.
    case udp(host: String?, port: UInt16)
    /// A ZeroMQ endpoint that publishes event packets, and the prefix of their topics.
    case zeroMQ(endpoint: String, topic: String)
    /// A V4L2 event sensor.
    case video(device: String)
    /// A library with the plug-in interface `saccade_source.h`, and what it is to be told.
    case plugin(library: String, configuration: String)
  }

  /// The address as it was given.
  public let description: String
  /// What stands there, without damage.
  public let kind: Kind
  /// What to damage on the way; nil for nothing.
  public let damage: DamageRules?

  /// What is legal, for messages.
  public static let legalForms = """
    the path of a recording or of a folder with recordings, - for standard input, sim:driving?seed=3, tcp://HOST:PORT, \
    tcp-listen://HOST:PORT, unix://PATH, unix-listen://PATH, udp://HOST:PORT, zmq://HOST:PORT, zmq+ipc://PATH, \
    v4l2:/dev/videoN, plugin:LIBRARY?KEY=VALUE
    """

  /// Reads an address.
  ///
  /// - Throws: `unsupported`, with what is legal.
  public init(_ text: String) throws(EventSourceError) {
    description = text
    var rest = text[...]
    if rest.hasPrefix("inject:") {
      rest = rest.dropFirst("inject:".count)
      guard let colon = rest.firstIndex(of: ":") else {
        throw Self.illegal(text, "inject: needs rules and an address, as in inject:lost=1e6:tcp://robot:5000")
      }
      do throws(DamageRulesError) { damage = try DamageRules(parsing: rest[..<colon]) } catch {
        throw Self.illegal(text, error.message)
      }
      rest = rest[rest.index(after: colon)...]
    } else {
      damage = nil
    }
    kind = try Self.kind(of: String(rest), in: text)
  }

  /// Whether it is read in the present, rather than replayed; standard input can be either and counts as replayed.
  public var isLive: Bool {
    switch kind {
    case .recordings, .standardInput, .scene: false
    default: true
    }
  }

  private static func kind(of text: String, in whole: String) throws(EventSourceError) -> Kind {
    guard !text.isEmpty, !text.utf8.contains(0) else { throw illegal(whole, "an address is not empty") }
    if text == "-" { return .standardInput }
    if text.hasPrefix(SceneAddress.prefix) { return .scene(text) }
    if let rest = text.removing(prefix: "v4l2:") {
      guard rest.hasPrefix("/") else {
        throw illegal(whole, "v4l2: needs the path of a device, as in v4l2:/dev/video0")
      }
      return .video(device: rest)
    }
    if let rest = text.removing(prefix: "plugin:") {
      let (library, configuration) = parts(rest)
      guard !library.isEmpty else { throw illegal(whole, "plugin: needs the path of a library") }
      return .plugin(library: library, configuration: configuration)
    }
    guard let separator = text.firstRange(of: "://") else { return .recordings(path: text) }
    let (scheme, rest) = (String(text[..<separator.lowerBound]), String(text[separator.upperBound...]))
    switch scheme {
    case "tcp":
      let (host, port) = try hostAndPort(rest, whole)
      guard let host, port > 0 else { throw illegal(whole, "a client needs a host and a port of 1 to 65535") }
      return .tcp(host: host, port: port)
    case "tcp-listen":
      let (host, port) = try hostAndPort(rest, whole)
      return .tcpListening(host: host, port: port)
    case "udp":
      let (host, port) = try hostAndPort(rest, whole)
      return .udp(host: host, port: port)
    case "unix": return .unix(path: try socketPath(rest, whole))
    case "unix-listen": return .unixListening(path: try socketPath(rest, whole))
    case "zmq", "zmq+ipc":
      let (place, query) = parts(rest)
      var topic = ""
      for pair in query.split(separator: "&") {
        guard let value = String(pair).removing(prefix: "topic=") else {
          throw illegal(whole, "'\(pair)' is not known; zmq knows topic=PREFIX")
        }
        topic = value
      }
      if scheme == "zmq+ipc" {
        return .zeroMQ(endpoint: "ipc://\(try socketPath(place, whole))", topic: topic)
      }
      let (host, port) = try hostAndPort(place, whole)
      guard let host, port > 0 else { throw illegal(whole, "a subscriber needs a host and a port of 1 to 65535") }
      return .zeroMQ(endpoint: "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)", topic: topic)
    default: throw illegal(whole, "the scheme '\(scheme)' is not known")
    }
  }

  /// What stands before and after the first question mark.
  private static func parts(_ text: String) -> (String, String) {
    guard let mark = text.firstIndex(of: "?") else { return (text, "") }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
  }

  private static func socketPath(_ path: String, _ whole: String) throws(EventSourceError) -> String {
    guard (1...107).contains(path.utf8.count) else {
      throw illegal(whole, "the path of a socket has 1 to 107 bytes, not \(path.utf8.count)")
    }
    return path
  }

  private static func hostAndPort(
    _ text: String, _ whole: String
  ) throws(EventSourceError) -> (host: String?, port: UInt16) {
    guard let colon = text.lastIndex(of: ":") else { throw illegal(whole, "it has no port") }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      throw illegal(whole, "'\(digits)' is no port of 0 to 65535")
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(where: { ":/[]".contains($0) }) {
      throw illegal(whole, "'\(host)' is no host; an IPv6 address stands in brackets")
    }
    return (host.isEmpty || host == "*" ? nil : String(host), port)
  }

  private static func illegal(_ text: String, _ reason: String) -> EventSourceError {
    EventSourceError(.unsupported, "\(reason). Legal are \(legalForms)", path: text)
  }
}

extension String {
  /// What follows a prefix; nil where it does not begin with it.
  fileprivate func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
