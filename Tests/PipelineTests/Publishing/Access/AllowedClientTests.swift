import Testing
import ZeroMQ

import Pipeline

@Suite struct AllowedClientTests {
  private func granted(_ prefix: String, _ topics: [String]) throws -> [String] {
    let client = AllowedClient(name: "a", key: try CurveKeyPair.generate().publicKey, topics: topics)
    return client.granted(Array(prefix.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func aSubscriptionInsideOfWhatIsAllowedIsGranted() throws {
    #expect(try granted("detections/front/", ["detections/"]) == ["detections/front/"])
    #expect(try granted("detections/", ["meta/", "detections/"]) == ["detections/"])
    #expect(try granted("", [""]) == [""])
  }

  @Test func aWiderOneGivesWhatOfItIsAllowed() throws {
    let topics = ["detections/front/", "meta/front/"]
    #expect(try granted("", topics) == topics)
    #expect(try granted("detections/", topics) == ["detections/front/"])
  }

  @Test func anotherOneGivesNothing() throws {
    #expect(try granted("detections/rear/", ["detections/front/"]).isEmpty)
    #expect(try granted("detections/front", ["detections/front/"]) == ["detections/front/"])
    #expect(try granted("json/", ["detections/front/"]).isEmpty)
    #expect(try granted("", []).isEmpty)
  }
}
