import Glibc
import Synchronization
import ZeroMQ

/// Who may connect to the endpoints of a service, and what for.
///
/// A folder holds one certificate for each client; its metadata may name the topics that the client may receive, separated
/// by spaces: `topics = "detections/front/ meta/front/"`. Without that it may receive all.
public final class ClientAccess: Sendable {
  /// What the authenticator has decided so far.
  public struct Counts: Equatable, Sendable {
    /// Connections of known clients.
    public var accepted: UInt64 = 0
    /// Connections with a key that is not known; a client tries again several times a second.
    public var refused: UInt64 = 0
    /// Subscriptions to topics that a known client may not receive.
    public var refusedSubscriptions: UInt64 = 0
  }

  /// What is told about a client that was turned away.
  public enum Refusal: Equatable, Sendable {
    /// Its key is not known; where it comes from, and the key.
    case unknownKey(address: String, key: String)
    /// A known client may not receive what it has subscribed to.
    case topic(client: String, prefix: String)
  }

  private struct State {
    var clients: [String: AllowedClient] = [:]
    var counts = Counts()
  }

  /// The service's own keys.
  let keys: CurveKeyPair
  private let folder: String
  private let onRefusal: @Sendable (Refusal) -> Void
  private let state: Mutex<State>

  /// Reads the service's keys and those of its clients.
  ///
  /// - Parameters:
  ///   - keyFile: the certificate with the service's secret key.
  ///   - clientFolder: the folder of the clients' certificates, `*.key`.
  ///   - onRefusal: is told of every client that is turned away, on any thread.
  /// - Throws: `configuration` where a file is missing or wrong.
  public init(
    keyFile: String, clientFolder: String, onRefusal: @escaping @Sendable (Refusal) -> Void
  ) throws(PipelineError) {
    do { keys = try CurveCertificate.pair(path: keyFile) } catch {
      throw PipelineError(.configuration, error.message, remedy: error.remedy)
    }
    folder = clientFolder
    self.onRefusal = onRefusal
    state = Mutex(State(clients: try Self.read(folder: clientFolder)))
  }

  /// Reads the folder again; connections that are there stay until they end.
  ///
  /// - Throws: `configuration`, and what held before still holds.
  public func reload() throws(PipelineError) {
    let clients = try Self.read(folder: folder)
    state.withLock { $0.clients = clients }
  }

  /// The clients of a folder in the order of their names.
  ///
  /// - Throws: `configuration` where a file is missing or wrong.
  public static func clients(folder: String) throws(PipelineError) -> [AllowedClient] {
    try read(folder: folder).values.sorted { $0.name < $1.name }
  }

  /// What was decided so far.
  public var counts: Counts { state.withLock { $0.counts } }

  /// Decides whether the owner of a key may connect.
  func admits(_ key: CurveKey, from address: String) -> Bool {
    let isKnown = state.withLock { state in
      let isKnown = state.clients[key.z85] != nil
      if isKnown { state.counts.accepted += 1 } else { state.counts.refused += 1 }
      return isKnown
    }
    if !isKnown { onRefusal(.unknownKey(address: address, key: key.z85)) }
    return isKnown
  }

  /// What of a subscription is granted to the owner of a key; nil where the owner is not known any more.
  func grants(_ prefix: [UInt8], to user: String?) -> [[UInt8]] {
    guard let client = state.withLock({ state in user.flatMap { state.clients[$0] } }) else { return [] }
    let granted = client.granted(prefix)
    if granted.isEmpty {
      state.withLock { $0.counts.refusedSubscriptions += 1 }
      onRefusal(.topic(client: client.name, prefix: String(decoding: prefix.prefix(200), as: UTF8.self)))
    }
    return granted
  }

  /// Whether the end of a subscription ends what was granted for it.
  ///
  /// A client that may receive only some topics may have been granted one of them for several subscriptions; it goes on
  /// receiving it, and leaves it out itself.
  func endsWithSubscription(_ user: String?) -> Bool {
    state.withLock { state in user.flatMap { state.clients[$0] }?.receivesEverything ?? false }
  }

  private static func read(folder: String) throws(PipelineError) -> [String: AllowedClient] {
    guard let directory = opendir(folder) else {
      throw PipelineError(
        .configuration, "cannot read the folder of clients \(folder): \(String(cString: strerror(errno)))",
        remedy: "create it, and put the public certificate of every client there; 'saccade keys generate' makes them")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(CurveCertificate.publicSuffix), !name.hasPrefix(".") { names.append(name) }
    }
    var clients: [String: AllowedClient] = [:]
    for name in names.sorted() {
      do throws(ZeroMQError) {
        let certificate = try CurveCertificate(path: "\(folder)/\(name)")
        let topics = certificate.value("topics").map { $0.split(separator: " ").map(String.init) } ?? [""]
        clients[certificate.publicKey.z85] = AllowedClient(
          name: String(name.dropLast(CurveCertificate.publicSuffix.count)), key: certificate.publicKey, topics: topics)
      } catch {
        throw PipelineError(.configuration, error.message, remedy: error.remedy)
      }
    }
    return clients
  }
}
