import CZeroMQ
import Glibc

extension ZeroMQError {
  /// Takes the error that libzmq has just left behind on this thread.
  ///
  /// - Parameters:
  ///   - action: what was tried, for example `bind`.
  ///   - endpoint: where; nil where the action concerns none.
  static func last(action: String, endpoint: ZeroMQEndpoint? = nil) -> ZeroMQError {
    let number = zmq_errno()
    let reason = String(cString: zmq_strerror(number))
    let place = endpoint.map { " to \($0)" } ?? ""
    let (code, remedy) = classify(number, endpoint: endpoint)
    return ZeroMQError(code, "cannot \(action)\(place): \(reason)", remedy: remedy, endpoint: endpoint?.description)
  }

  private static func classify(_ number: CInt, endpoint: ZeroMQEndpoint?) -> (Code, String) {
    switch number {
    case EADDRINUSE:
      return (.addressInUse, inUseRemedy(endpoint))
    case EADDRNOTAVAIL, ENODEV:
      return (
        .addressNotAvailable, "use an address or interface of this machine, such as 127.0.0.1, or * for all interfaces"
      )
    case EACCES, EPERM:
      return (.permissionDenied, "use a port of 1024 or above, or a folder in which this user may write")
    case ENOENT, ENOTDIR:
      return (.missingFolder, "create the folder, or choose a path in one that exists")
    case EINVAL where endpoint != nil, EPROTONOSUPPORT, ENOCOMPATPROTO, ENAMETOOLONG:
      return (.badEndpoint, "use \(ZeroMQEndpoint.legalForms)")
    case EMFILE, ENFILE:
      return (.tooManySockets, "raise the limit on open files (ulimit -n)")
    case ETERM:
      return (.terminated, "open a new context")
    default:
      return (.failed, "see the message of the operating system (errno \(number))")
    }
  }

  /// What to do where an endpoint is taken.
  static func inUseRemedy(_ endpoint: ZeroMQEndpoint?) -> String {
    if case .tcp(_, let port?) = endpoint?.address {
      return
        "another program has it (ss -ltnp 'sport = :\(port)' shows which); stop that program or choose another endpoint"
    }
    return "another program has it; stop that program or choose another endpoint"
  }
}
