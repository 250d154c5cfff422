import ControlPlane
import Testing

/// What a client is told, and what comes of what it says.
@Suite struct FoxgloveSessionTests {
  private static func session(_ cameras: String...) -> FoxgloveSession {
    var session = FoxgloveSession()
    _ = session.take(cameras: cameras)
    return session
  }

  private static func receive(_ session: inout FoxgloveSession, _ text: String) -> String? {
    session.receive(Array(text.utf8))?.message
  }

  @Test func everyCameraHasThreeChannels() {
    let session = Self.session("front", "rear")
    #expect(
      Set(session.channels.values.map(\.topic)) == [
        "/front/image", "/front/annotations", "/front/statistics", "/rear/image", "/rear/annotations",
        "/rear/statistics",
      ])
    #expect(session.channels.allSatisfy { $0.key == $0.value.id })
  }

  @Test func channelsAreToldOfOnceAlsoWhereThereAreNone() {
    var session = FoxgloveSession()
    #expect(session.take(cameras: []).map(\.op) == ["advertise"])
    #expect(session.take(cameras: []).isEmpty)
    #expect(session.take(cameras: ["a"]).map(\.op) == ["advertise"] && session.take(cameras: ["a"]).isEmpty)
  }

  @Test func aCameraThatGoesTakesItsSubscriptionsAndNumbersAlong() {
    var session = Self.session("a", "b")
    let numbers = Set(session.channels.keys)
    for (index, channel) in session.channels.values.enumerated() {
      let text = #"{"op":"subscribe","subscriptions":[{"id":\#(index),"channelId":\#(channel.id)}]}"#
      #expect(Self.receive(&session, text) == nil)
    }
    #expect(session.subscribedChannels.count == 6)
    let messages = session.take(cameras: ["b"])
    #expect(messages.map(\.op) == ["unadvertise"] && messages[0].channelIds?.count == 3)
    #expect(session.subscribedChannels.count == 3 && session.subscribedChannels.allSatisfy { $0.channel.camera == "b" })
    #expect(session.take(cameras: ["a", "b"]).map(\.op) == ["advertise"])
    #expect(session.channels.values.filter { $0.camera == "a" }.allSatisfy { !numbers.contains($0.id) })
  }

  @Test func subscriptionsAreTakenAndGivenBack() throws {
    var session = Self.session("a")
    let image = try #require(session.channels.values.first { $0.kind == .image }?.id)
    let boxes = try #require(session.channels.values.first { $0.kind == .annotations }?.id)
    let both =
      #"{"op":"subscribe","subscriptions":[{"id":9,"channelId":\#(boxes)},{"id":4,"channelId":\#(image)}],"more":1}"#
    #expect(Self.receive(&session, both) == nil)
    #expect(session.subscriptions == [9: boxes, 4: image])
    #expect(session.subscribedChannels.map(\.subscription) == (image < boxes ? [4, 9] : [9, 4]))
    #expect(Self.receive(&session, #"{"op":"unsubscribe","subscriptionIds":[9]}"#) == nil)
    #expect(session.subscriptions == [4: image])
    #expect(Self.receive(&session, #"{"op":"subscribe","subscriptions":[{"id":9,"channelId":\#(boxes)}]}"#) == nil)
  }

  @Test func whatCannotBeIsToldAndChangesNothing() throws {
    var session = Self.session("a")
    let image = try #require(session.channels.values.first { $0.kind == .image }?.id)
    let boxes = try #require(session.channels.values.first { $0.kind == .annotations }?.id)
    _ = Self.receive(&session, #"{"op":"subscribe","subscriptions":[{"id":1,"channelId":\#(image)}]}"#)
    let before = session.subscriptions
    for (text, complaint) in [
      (#"{"op":"subscribe","subscriptions":[{"id":2,"channelId":77}]}"#, "channel 77"),
      (#"{"op":"subscribe","subscriptions":[{"id":1,"channelId":\#(boxes)}]}"#, "subscription 1 exists"),
      (#"{"op":"subscribe","subscriptions":[{"id":2,"channelId":\#(image)}]}"#, "is subscribed to"),
      (#"{"op":"unsubscribe","subscriptionIds":[5]}"#, "no subscription 5"),
      (#"{"op":"advertise","channels":[]}"#, "'advertise'"), (#"{"op":"subscribe","subscriptions":7}"#, "no JSON"),
      (#"{"op":"subscribe","subscriptions":[{"id":-1,"channelId":1}]}"#, "no JSON"), ("[]", "no JSON"),
      ("", "no JSON"), (String(repeating: "[", count: 30_000), "no JSON"),
    ] {
      #expect(Self.receive(&session, text)?.contains(complaint) == true, "\(text.prefix(60))")
      #expect(session.subscriptions == before)
    }
    // However many there are, one message tells of them.
    let many = (0..<1000).map { #"{"id":\#($0),"channelId":99}"# }.joined(separator: ",")
    let complaint = try #require(Self.receive(&session, #"{"op":"subscribe","subscriptions":[\#(many)]}"#))
    #expect(complaint.utf8.count < 300 && complaint.contains("996 more"))
  }

  @Test func messagesAreAsTheProtocolHasThem() {
    #expect(
      String(decoding: FoxgloveServerMessage.status(.warning, "a/b").text, as: UTF8.self)
        == #"{"level":1,"message":"a/b","op":"status"}"#)
    #expect(
      String(decoding: FoxgloveServerMessage.unadvertise([3, 4]).text, as: UTF8.self)
        == #"{"channelIds":[3,4],"op":"unadvertise"}"#)
    #expect(
      String(decoding: FoxgloveServerMessage.serverInfo(name: "saccade", sessionID: "5").text, as: UTF8.self)
        == #"{"capabilities":[],"name":"saccade","op":"serverInfo","sessionId":"5"}"#)
  }
}
