import FoundationEssentials

/// What a client is told in JSON.
///
/// Source: Foxglove WebSocket protocol, version 1.
package struct FoxgloveServerMessage: Encodable, Sendable {
  /// How bad something is.
  package enum Level: Int, Encodable, Sendable {
    case warning = 1
    case error = 2
  }

  /// The kind of message.
  package let op: String
  /// What is wrong, in words.
  package private(set) var message: String?
  private var name: String?
  private var sessionId: String?
  private var capabilities: [String]?
  private var level: Level?
  private var channels: [FoxgloveChannel.Advertisement]?
  /// Channels that are no longer there.
  package private(set) var channelIds: [UInt32]?

  private init(op: String) { self.op = op }

  /// The first message of a connection.
  ///
  /// - Parameter sessionID: the same for as long as channels of the same number may be taken for the same.
  package static func serverInfo(name: String, sessionID: String) -> FoxgloveServerMessage {
    var message = FoxgloveServerMessage(op: "serverInfo")
    message.name = name
    message.sessionId = sessionID
    message.capabilities = []
    return message
  }

  /// Channels that are there from now on.
  package static func advertise(_ channels: [FoxgloveChannel]) -> FoxgloveServerMessage {
    var message = FoxgloveServerMessage(op: "advertise")
    message.channels = channels.map(\.advertisement)
    return message
  }

  /// Channels that are no longer there.
  package static func unadvertise(_ channels: [UInt32]) -> FoxgloveServerMessage {
    var message = FoxgloveServerMessage(op: "unadvertise")
    message.channelIds = channels
    return message
  }

  /// Something that people should know.
  package static func status(_ level: Level, _ text: String) -> FoxgloveServerMessage {
    var message = FoxgloveServerMessage(op: "status")
    message.level = level
    message.message = text
    return message
  }

  /// The message as UTF-8.
  package var text: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and numbers can always be written.
    return (try? encoder.encode(self)).map { Array($0) } ?? []
  }
}
