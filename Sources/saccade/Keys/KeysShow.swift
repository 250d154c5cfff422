import ArgumentParser
import Pipeline
import ZeroMQ

/// `saccade keys show`.
struct KeysShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the clients of a folder: their names, public keys, and what they may receive."
  )

  @Argument(help: "The folder of the clients' public certificates.")
  var folder: String

  @Flag(help: "Print as JSON.")
  var json = false

  private struct Client: Encodable {
    var name: String
    var key: String
    var topics: [String]
  }

  func run() throws {
    let clients: [AllowedClient]
    do throws(PipelineError) { clients = try ClientAccess.clients(folder: folder) } catch {
      throw CommandFailure(error)
    }
    if json {
      print(try JSONText.encode(clients.map { Client(name: $0.name, key: $0.key.z85, topics: $0.topics) }))
      return
    }
    let rows = clients.map { client in
      [client.name, client.key.z85, client.receivesEverything ? "everything" : client.topics.joined(separator: " ")]
    }
    print(TextTable.text([["client", "public key", "topics"]] + rows, leftAligned: [0, 1, 2]))
  }
}
