import ArgumentParser
import Pipeline
import Synchronization

/// Who may subscribe to what a command publishes.
struct PublishingKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The certificate with this publisher's secret key: messages are encrypted, and only clients of --curve-clients "
        + "receive any.", valueName: "file.key_secret"))
  var curveKey: String?

  @Option(help: ArgumentHelp("The folder of the clients' public certificates.", valueName: "folder"))
  var curveClients: String?

  func validate() throws {
    guard (curveKey == nil) == (curveClients == nil) else {
      throw ValidationError("--curve-key and --curve-clients go together: give both, or neither")
    }
  }

  /// Who may connect; nil for anybody.
  ///
  /// Clients that are turned away are told of on standard error, each once.
  func access() throws(PipelineError) -> ClientAccess? {
    guard let curveKey, let curveClients else { return nil }
    let told = Told()
    return try ClientAccess(keyFile: curveKey, clientFolder: curveClients) { refusal in
      let message =
        switch refusal {
        case .unknownKey(let address, let key): "a client at \(address) has the unknown key \(key)"
        case .topic(let client, let prefix): "the client \(client) may not receive '\(prefix)'"
        }
      if told.isNew(message) { Terminal.writeError("saccade: warning: \(message)\n") }
    }
  }

  /// What was told already.
  private final class Told: Sendable {
    /// Strangers decide how many there are.
    private static let limit = 100
    private let messages = Mutex<Set<String>>([])

    func isNew(_ message: String) -> Bool {
      messages.withLock { $0.count < Self.limit && $0.insert(message).inserted }
    }
  }
}
