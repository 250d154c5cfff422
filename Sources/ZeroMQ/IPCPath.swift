import Glibc

/// The path of an `ipc` endpoint, looked at before libzmq binds to it: libzmq deletes whatever stands at the path, a
/// recording as well as the socket of a program that is running.
enum IPCPath {
  /// The file of a socket that this process has bound.
  struct BoundSocket {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Remembers which file stands at the path; nil for an abstract name, which has none.
    init?(path: String) {
      var status = stat()
      guard !path.hasPrefix("@"), lstat(path, &status) == 0 else { return nil }
      self.path = path
      device = status.st_dev
      inode = status.st_ino
    }

    /// Removes the file unless another one has taken its place.
    func remove() {
      var status = stat()
      guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
      unlink(path)
    }
  }

  /// Makes sure that a socket can be bound at the path without taking anything away.
  ///
  /// - Throws: `addressInUse` where a program listens there, `notASocket` where something else stands there,
  ///   `permissionDenied` where it cannot be found out.
  static func requireFree(_ path: String, endpoint: ZeroMQEndpoint) throws(ZeroMQError) {
    guard !path.hasPrefix("@") else { return }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ZeroMQError(
        .notASocket, "cannot bind to \(endpoint): \(path) exists and is not a socket", remedy: "choose another path",
        endpoint: endpoint.description)
    }
    switch connectOnce(to: path) {
    case 0:
      throw ZeroMQError(
        .addressInUse, "cannot bind to \(endpoint): Address already in use", remedy: ZeroMQError.inUseRemedy(endpoint),
        endpoint: endpoint.description)
    case EACCES, EPERM:
      throw ZeroMQError(
        .permissionDenied, "cannot bind to \(endpoint): the socket there belongs to another user",
        remedy: "choose another path, or remove \(path) if no program uses it", endpoint: endpoint.description)
    default:
      return
    }
  }

  /// Tries to connect; 0 where somebody listens, an errno otherwise.
  private static func connectOnce(to path: String) -> CInt {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { storage in
      storage.copyBytes(from: path.utf8.prefix(ZeroMQEndpoint.maximumPathBytes))
    }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // A full backlog answers EAGAIN: somebody listens.
    if status == 0 || errno == EAGAIN || errno == EINPROGRESS { return 0 }
    return errno
  }
}
