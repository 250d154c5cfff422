/// A file with a key: what `saccade keys` writes, and what CZMQ and pyzmq write and read as well.
///
/// Text in the notation of ZeroMQ RFC 4 (ZPL): a section `metadata` of names with values, a section `curve` with
/// `public-key` and, in the file that its owner keeps, `secret-key`.
public struct CurveCertificate: Equatable, Sendable {
  /// The largest file that is read, in bytes.
  public static let maximumBytes = 65_536

  /// The public half.
  public var publicKey: CurveKey
  /// The secret half; nil in a file that is given away.
  public var secretKey: CurveKey?
  /// What else the file says, in its order.
  public var metadata: [(name: String, value: String)] = []

  /// Creates the certificate of a key pair.
  public init(_ pair: CurveKeyPair, metadata: [(name: String, value: String)] = []) {
    publicKey = pair.publicKey
    secretKey = pair.secretKey
    self.metadata = metadata
  }

  /// Without the secret half.
  public var withoutSecret: CurveCertificate {
    var result = self
    result.secretKey = nil
    return result
  }

  /// The pair; nil without the secret half.
  public var pair: CurveKeyPair? { secretKey.flatMap { try? CurveKeyPair(secretKey: $0) } }

  /// The value of a name; nil where it has none.
  public func value(_ name: String) -> String? { metadata.last { $0.name == name }?.value }

  /// Reads a certificate.
  ///
  /// - Parameter source: what the text comes from, for messages.
  /// - Throws: `badCertificate` with the line, where the text is none or its two halves do not belong together.
  public init(parsing text: String, source: String) throws(ZeroMQError) {
    var section = ""
    var keys: [String: CurveKey] = [:]
    var metadata: [(name: String, value: String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.trimmed
      // A key may hold a '#': only at a line's beginning it begins a comment.
      guard !words.isEmpty, !words.hasPrefix("#") else { continue }
      guard let equals = words.firstIndex(of: "=") else {
        section = String(words)
        continue
      }
      let name = String(words[..<equals].trimmed)
      let value = String(words[words.index(after: equals)...].trimmed.unquoted)
      switch (section, name) {
      case ("curve", "public-key"), ("curve", "secret-key"):
        guard let key = CurveKey(z85: value) else {
          throw Self.failure("\(source), line \(index + 1): the \(name) is none: it must have 40 characters of Z85")
        }
        keys[name] = key
      case ("metadata", _): metadata.append((name, value))
      default: continue
      }
    }
    if let secretKey = keys["secret-key"] {
      let pair = try CurveKeyPair(secretKey: secretKey)
      guard keys["public-key"] == nil || keys["public-key"] == pair.publicKey else {
        throw Self.failure("\(source): the public and the secret key do not belong together")
      }
      keys["public-key"] = pair.publicKey
    }
    guard let publicKey = keys["public-key"] else { throw Self.failure("\(source): there is no public-key in it") }
    self.publicKey = publicKey
    secretKey = keys["secret-key"]
    self.metadata = metadata
  }

  /// The text of the file.
  public var text: String {
    var lines = ["#   ZeroMQ CURVE \(secretKey == nil ? "public" : "**secret**") certificate", "metadata"]
    lines += metadata.map { "    \($0.name) = \"\($0.value)\"" }
    lines += ["curve", "    public-key = \"\(publicKey.z85)\""]
    if let secretKey { lines.append("    secret-key = \"\(secretKey.z85)\"") }
    return lines.joined(separator: "\n") + "\n"
  }

  static func failure(_ message: String) -> ZeroMQError {
    ZeroMQError(.badCertificate, message, remedy: "make one with 'saccade keys generate'")
  }

  /// Whether two certificates say the same.
  public static func == (left: CurveCertificate, right: CurveCertificate) -> Bool {
    left.publicKey == right.publicKey && left.secretKey == right.secretKey
      && left.metadata.elementsEqual(right.metadata, by: ==)
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var result = self
    while let first = result.first, first.isWhitespace { result.removeFirst() }
    while let last = result.last, last.isWhitespace { result.removeLast() }
    return result
  }

  fileprivate var unquoted: Substring {
    guard count >= 2, let quote = first, quote == "\"" || quote == "'", last == quote else { return self }
    return dropFirst().dropLast()
  }
}
