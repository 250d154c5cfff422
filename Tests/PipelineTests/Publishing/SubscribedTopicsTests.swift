import Testing

import Pipeline

@Suite struct SubscribedTopicsTests {
  private func message(_ isSubscription: Bool, _ prefix: String) -> [UInt8] {
    [isSubscription ? 1 : 0] + Array(prefix.utf8)
  }

  private func contains(_ topics: SubscribedTopics, _ topic: String) -> Bool { topics.contains(Array(topic.utf8)) }

  @Test func followsSubscriptionsAndTheirEnds() {
    var topics = SubscribedTopics()
    #expect(!contains(topics, "detections/cam1/"))
    topics.receive(message(true, "detections/"))
    topics.receive(message(true, "json/detections/cam1/"))
    #expect(contains(topics, "detections/cam1/") && contains(topics, "json/detections/cam1/"))
    #expect(!contains(topics, "json/detections/cam10/") && !contains(topics, "detections"))
    topics.receive(message(false, "detections/"))
    #expect(!contains(topics, "detections/cam1/") && contains(topics, "json/detections/cam1/"))
    topics.receive(message(true, ""))
    #expect(contains(topics, "anything"))
    topics.receive(message(false, ""))
    #expect(!contains(topics, "anything"))
  }

  @Test func otherMessagesAreIgnored() {
    var topics = SubscribedTopics()
    for message: [UInt8] in [[], [2], [255, 1], [0], [0, 7]] { topics.receive(message) }
    #expect(!contains(topics, "a"))
  }

  @Test func whatSeveralHaveSubscribedToIsSentUntilTheLastGoes() {
    var topics = SubscribedTopics()
    topics.receive([1])
    topics.receive([1])
    topics.receive([0])
    #expect(contains(topics, "a"))
    topics.receive([0])
    #expect(!contains(topics, "a"))
  }

  @Test func tooManySubscriptionsMeanThatEverythingIsSent() {
    var topics = SubscribedTopics()
    let count = SubscribedTopics.maximumPrefixes + 3
    for index in 0..<count { topics.receive(message(true, "x\(index)/")) }
    #expect(contains(topics, "y"))
    for index in (0..<count).reversed() { topics.receive(message(false, "x\(index)/")) }
    #expect(!contains(topics, "y") && !contains(topics, "x0/"))
  }
}
