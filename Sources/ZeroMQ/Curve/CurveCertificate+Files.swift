import Glibc

extension CurveCertificate {
  /// The ending of files that are given away.
  public static let publicSuffix = ".key"
  /// The ending of files that their owner keeps.
  public static let secretSuffix = ".key_secret"

  /// Reads a certificate from a file.
  ///
  /// - Throws: `missingFile` where it cannot be read, `badCertificate` where it is none.
  public init(path: String) throws(ZeroMQError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw Self.unreadable(path, errno) }
      if got == 0 { break }
      count += got
    }
    guard count <= Self.maximumBytes else { throw Self.failure("\(path) is longer than any certificate") }
    try self.init(parsing: String(decoding: bytes.prefix(count), as: UTF8.self), source: path)
  }

  /// Reads a certificate that must have the secret half.
  ///
  /// - Throws: as `init(path:)`; `badCertificate` where the file has the public half only.
  public static func pair(path: String) throws(ZeroMQError) -> CurveKeyPair {
    let certificate = try CurveCertificate(path: path)
    guard let secretKey = certificate.secretKey else {
      throw ZeroMQError(
        .badCertificate, "\(path) has no secret key",
        remedy: "give the file that its owner keeps, whose name ends in \(secretSuffix)")
    }
    return try CurveKeyPair(secretKey: secretKey)
  }

  /// Writes the certificate to a new file; one with a secret key can be read by its owner only.
  ///
  /// - Throws: `notWritable` where it cannot be written, or where a file of this name exists and is not to be replaced.
  public func write(path: String, overwrites: Bool) throws(ZeroMQError) {
    // The new file has its rights before it has its content.
    let temporary = "\(path).\(getpid()).partial"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secretKey == nil ? 0o644 : 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes = bytes.dropFirst(count)
    }
    var failure: Int32 = bytes.isEmpty && fsync(descriptor) == 0 ? 0 : errno
    close(descriptor)
    if failure == 0 {
      let isDone = overwrites ? rename(temporary, path) == 0 : link(temporary, path) == 0
      failure = isDone ? 0 : errno
    }
    unlink(temporary)
    guard failure == 0 else { throw Self.unwritable(path, failure) }
  }

  private static func unreadable(_ path: String, _ number: Int32) -> ZeroMQError {
    ZeroMQError(
      .missingFile, "cannot read \(path): \(String(cString: strerror(number)))",
      remedy: "give the path of a certificate that this user may read; 'saccade keys generate' makes one")
  }

  private static func unwritable(_ path: String, _ number: Int32) -> ZeroMQError {
    ZeroMQError(
      .notWritable, "cannot write \(path): \(String(cString: strerror(number)))",
      remedy: number == EEXIST ? "keep it, or give --force" : "give a path in a folder that you may write to")
  }
}
