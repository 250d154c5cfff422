import Messages
import Testing

@Suite struct TopicTests {
  @Test(arguments: [
    (Topic.Kind.detections, "detections/cam1/"), (.detectionsJSON, "json/detections/cam1/"), (.meta, "meta/cam1/"),
    (.status, "status/cam1/"), (.ros2, "ros2/cam1/"), (.ros2Labels, "ros2_labels/cam1/"),
  ])
  func hasItsText(kind: Topic.Kind, text: String) throws {
    let topic = try Topic(kind, camera: "cam1")
    #expect(topic.description == text)
    #expect(try Topic(parsing: text) == topic)
  }

  @Test func noTopicIsThePrefixOfAnother() throws {
    let topics = try Topic.Kind.allCases.flatMap { kind in
      try ["cam1", "cam10", "cam", "c", "json"].map { try Topic(kind, camera: $0).description }
    }
    for topic in topics {
      #expect(topics.filter { $0.hasPrefix(topic) } == [topic])
    }
  }

  @Test(arguments: ["front-left", "Kamera süd", "カメラ 1", "a.b:c", String(repeating: "x", count: 128)])
  func takesAnyReadableName(camera: String) throws {
    for kind in Topic.Kind.allCases {
      #expect(try Topic(parsing: Topic(kind, camera: camera).description).camera == camera)
    }
  }

  @Test(arguments: [
    "", "/", "a/b", "a/", "a\u{0}b", "a\nb", "\u{7F}", "\u{85}", String(repeating: "x", count: 129),
    String(repeating: "ü", count: 65),
  ])
  func refusesNamesThatWouldBreakATopic(camera: String) {
    let error = #expect(throws: MessageError.self) { try Topic(.meta, camera: camera) }
    #expect(error?.code == .badCameraName)
    #expect(error?.message.contains("use a name such as") == true)
    #expect(error?.message.unicodeScalars.contains { $0.value < 0x20 } == false)
  }

  @Test(arguments: ["", "detections", "detections/", "detections/cam1", "Detections/cam1/", "ros/cam1/", "json/cam1/"])
  func refusesOtherTopics(text: String) {
    let error = #expect(throws: MessageError.self) { try Topic(parsing: text) }
    #expect(error?.code == .unknownTopic)
  }

  @Test func refusesTopicsWithMoreParts() {
    #expect(throws: MessageError.self) { try Topic(parsing: "detections/a/b/") }
    #expect(throws: MessageError.self) { try Topic(parsing: "detections//") }
  }
}
