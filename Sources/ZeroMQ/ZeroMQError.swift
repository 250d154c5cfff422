/// Why a socket cannot be had or used.
public struct ZeroMQError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure; also a label of metrics.
  public enum Code: String, Sendable, CaseIterable {
    /// The installed libzmq is too old.
    case unsupportedLibrary
    /// The text of an endpoint is not one.
    case badEndpoint
    /// Another program, or this one, is bound to the endpoint.
    case addressInUse
    /// The address is not one of this machine's.
    case addressNotAvailable
    /// The operating system forbids it.
    case permissionDenied
    /// The folder of an `ipc` endpoint does not exist.
    case missingFolder
    /// The path of an `ipc` endpoint is something that must not be replaced.
    case notASocket
    /// The process has too many sockets or file descriptors.
    case tooManySockets
    /// A file of keys cannot be read.
    case missingFile
    /// A file of keys cannot be written.
    case notWritable
    /// A file is no certificate, or not the one that is needed.
    case badCertificate
    /// The context was shut down.
    case terminated
    /// Anything else.
    case failed
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, and where.
  public var message: String
  /// What to do about it.
  public var remedy: String
  /// The endpoint as it was given; nil where the failure concerns none.
  public var endpoint: String?

  /// Creates an error.
  public init(_ code: Code, _ message: String, remedy: String, endpoint: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.endpoint = endpoint
  }

  /// The message, then the remedy.
  public var description: String { "\(message): \(remedy)" }
}
