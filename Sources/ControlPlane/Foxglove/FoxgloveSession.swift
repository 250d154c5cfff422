import FoundationEssentials

/// What one client knows and wants: the channels it was told of, and its subscriptions.
package struct FoxgloveSession {
  private struct ClientMessage: Decodable {
    struct Subscription: Decodable {
      var id: UInt32
      var channelId: UInt32
    }
    var op: String
    var subscriptions: [Subscription]?
    var subscriptionIds: [UInt32]?
  }

  /// Complaints that are told one by one.
  private static let toldProblems = 4

  /// The channels by number; numbers are never used again.
  package private(set) var channels: [UInt32: FoxgloveChannel] = [:]
  /// The channels' numbers by the numbers that the client has given its subscriptions; at most one for each channel.
  package private(set) var subscriptions: [UInt32: UInt32] = [:]
  private var lastID: UInt32 = 0
  private var hasBegun = false

  /// Knows no channel yet.
  package init() {}

  /// The subscriptions and what they are for, in the order of their channels.
  package var subscribedChannels: [(subscription: UInt32, channel: FoxgloveChannel)] {
    subscriptions.compactMap { subscription, id in channels[id].map { (subscription, $0) } }
      .sorted { $0.channel.id < $1.channel.id }
  }

  /// Takes the names of the cameras there are, and gives what the client has to be told.
  package mutating func take(cameras: [String]) -> [FoxgloveServerMessage] {
    var messages: [FoxgloveServerMessage] = []
    let gone = channels.values.filter { !cameras.contains($0.camera) }.map(\.id).sorted()
    if !gone.isEmpty {
      for id in gone { channels[id] = nil }
      subscriptions = subscriptions.filter { !gone.contains($0.value) }
      messages.append(.unadvertise(gone))
    }
    let known = Set(channels.values.map(\.camera))
    var added: [FoxgloveChannel] = []
    for camera in cameras where !known.contains(camera) {
      for kind in FoxgloveChannel.Kind.allCases {
        lastID += 1
        let channel = FoxgloveChannel(id: lastID, camera: camera, kind: kind)
        channels[lastID] = channel
        added.append(channel)
      }
    }
    // A client waits for the first one, also where there is nothing.
    if !added.isEmpty || !hasBegun { messages.append(.advertise(added)) }
    hasBegun = true
    return messages
  }

  /// Takes a text of the client; gives a complaint where it asks for something that cannot be.
  package mutating func receive(_ text: [UInt8]) -> FoxgloveServerMessage? {
    guard let message = try? JSONDecoder().decode(ClientMessage.self, from: Data(text)) else {
      return .status(.error, "a message is no JSON object of this protocol: send subscribe or unsubscribe")
    }
    var problems: [String] = []
    switch message.op {
    case "subscribe":
      for wish in message.subscriptions ?? [] {
        if channels[wish.channelId] == nil {
          problems.append("there is no channel \(wish.channelId)")
        } else if subscriptions[wish.id] != nil {
          problems.append("subscription \(wish.id) exists")
        } else if subscriptions.values.contains(wish.channelId) {
          problems.append("channel \(wish.channelId) is subscribed to")
        } else {
          subscriptions[wish.id] = wish.channelId
        }
      }
    case "unsubscribe":
      for id in message.subscriptionIds ?? [] where subscriptions.removeValue(forKey: id) == nil {
        problems.append("there is no subscription \(id)")
      }
    default: problems.append("'\(message.op.prefix(40))' is not taken: this service only gives")
    }
    guard !problems.isEmpty else { return nil }
    let further = problems.count > Self.toldProblems ? "; and \(problems.count - Self.toldProblems) more" : ""
    return .status(.warning, problems.prefix(Self.toldProblems).joined(separator: "; ") + further)
  }
}
