import Glibc

/// The secret that requests from outside must bear.
public struct AccessToken: Sendable {
  static let minimumBytes = 16
  private static let maximumBytes = 4096

  private let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// Reads it from a file, without the white space around it.
  ///
  /// Throws `configuration` where it cannot be read or is too short.
  public init(path: String) throws(ControlPlaneError) {
    guard let file = fopen(path, "re") else {
      throw ControlPlaneError(
        .configuration, "http.token_file: \(path): cannot open: \(String(cString: strerror(errno))): check the path")
    }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: Self.maximumBytes)
    let count = fread(&buffer, 1, buffer.count, file)
    let isSpace: (UInt8) -> Bool = { [9, 10, 13, 32].contains($0) }
    bytes = Array(buffer[..<count].drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    guard bytes.count >= Self.minimumBytes else {
      throw ControlPlaneError(
        .configuration,
        "http.token_file: \(path): has \(bytes.count) characters, fewer than \(Self.minimumBytes): write for example the "
          + "output of 'openssl rand -hex 32' into it")
    }
  }

  /// Whether a header of the form `Bearer TOKEN` bears it; takes the same time wherever a wrong one differs.
  package func isBorne(by header: String?) -> Bool {
    guard let header, header.lowercased().hasPrefix("bearer ") else { return false }
    let given = Array(header.utf8.dropFirst(7))
    var difference = UInt8(given.count == bytes.count ? 0 : 1)
    for (index, byte) in bytes.enumerated() {
      difference |= byte ^ (given.isEmpty ? 0 : given[index % given.count])
    }
    return difference == 0
  }
}
