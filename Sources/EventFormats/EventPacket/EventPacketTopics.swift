/// The channels of a ROS recording, and which of them holds the topic that is decoded.
struct EventPacketTopics: Sendable {
  /// The most channels that are remembered.
  private static let maximumChannels = 65536

  private struct Channel: Sendable {
    var topic: String
    var type: String
    var serialization: ROSSerialization?
    var hasPackets: Bool
  }

  private let asked: String?
  private var chosen: String?
  private var channels: [UInt32: Channel] = [:]

  init(asked: String?) {
    self.asked = asked
    chosen = asked
  }

  /// Takes note of a channel; one that is there already stays as it is.
  mutating func addChannel(_ channel: UInt32, topic: String, type: String, serialization: ROSSerialization?) {
    guard channels.count < Self.maximumChannels, channels[channel] == nil else { return }
    channels[channel] = Channel(
      topic: topic, type: type, serialization: serialization,
      hasPackets: EventPacketHeader.typeNames.contains(type))
  }

  /// Why a message is not decoded; nil where it is.
  func skipReason(forMessageOn channel: UInt32) -> SkipReason? {
    guard let channel = channels[channel] else { return .malformed }
    guard channel.hasPackets else { return .notEvents }
    guard let chosen else { return nil }
    return channel.topic == chosen ? nil : .otherTopic
  }

  /// How the messages of a channel are serialised; nil where that is not known.
  func serialization(of channel: UInt32) -> ROSSerialization? { channels[channel]?.serialization }

  /// Decides for the topic of a channel where none was asked for, and returns the topic.
  mutating func choose(_ channel: UInt32) -> String {
    let topic = chosen ?? channels[channel]?.topic ?? ""
    chosen = topic
    return topic
  }

  /// The error for a recording without a packet that could be decoded.
  func nothingFound() -> EventFormatError {
    let topics = Set(channels.values.filter(\.hasPackets).map(\.topic)).sorted().prefix(20)
    let listed = topics.isEmpty ? "it has none" : "it has \(topics.joined(separator: ", "))"
    let wanted = asked.map { "topic \($0) of type event_camera_msgs/EventPacket" }
    return EventFormatError(
      .unsupported,
      "the recording has no message with events on \(wanted ?? "a topic of type event_camera_msgs/EventPacket"): \(listed)",
      at: 0)
  }
}
