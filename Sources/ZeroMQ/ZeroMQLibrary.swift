import CZeroMQ

/// The installed libzmq.
public enum ZeroMQLibrary {
  /// A version of libzmq.
  public struct Version: Comparable, Sendable, CustomStringConvertible {
    /// The first number.
    public var major: Int
    /// The second number.
    public var minor: Int
    /// The third number.
    public var patch: Int

    /// Creates a version.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
      self.major = major
      self.minor = minor
      self.patch = patch
    }

    /// The three numbers with points between them.
    public var description: String { "\(major).\(minor).\(patch)" }

    /// Whether the left version is older.
    public static func < (left: Version, right: Version) -> Bool {
      (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
  }

  /// The oldest version that is safe to offer to a network: 4.3.3 repaired denial of service before authentication
  /// (CVE-2020-15166) and memory leaks that strangers could cause.
  public static let oldestSupportedVersion = Version(4, 3, 3)

  /// The version in use.
  public static var version: Version {
    var major: CInt = 0
    var minor: CInt = 0
    var patch: CInt = 0
    zmq_version(&major, &minor, &patch)
    return Version(Int(major), Int(minor), Int(patch))
  }

  /// Refuses a library that is too old.
  ///
  /// - Throws: `unsupportedLibrary`.
  package static func requireSupported(_ version: Version) throws(ZeroMQError) {
    guard version >= oldestSupportedVersion else {
      throw ZeroMQError(
        .unsupportedLibrary, "libzmq \(version) is older than \(oldestSupportedVersion)",
        remedy: "install a newer libzmq (Debian: libzmq5 and libzmq3-dev)")
    }
  }
}
