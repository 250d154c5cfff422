import Events
import SceneSimulator
import Testing

@Suite struct DrivingSceneTests {
  private static func events(_ description: SceneDescription, batchCapacity: Int = 4_096) throws -> [Event] {
    let scene = try DrivingScene(description)
    var batch = EventBatch(capacity: batchCapacity)
    var events: [Event] = []
    while scene.generate(into: &batch) {
      for index in 0..<batch.count { events.append(batch.events[index]) }
      batch.removeAll()
    }
    return events
  }

  @Test(arguments: SceneDescription.Daylight.allCases)
  func eventsAreSortedAndOnTheSensorAndInTime(daylight: SceneDescription.Daylight) throws {
    let geometry = SensorGeometry(width: 150, height: 100)
    let description = SceneDescription(
      seed: 1, geometry: geometry, durationMicroseconds: 401_234, daylight: daylight)
    let events = try Self.events(description)
    #expect(events.count > 1_000)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(events.allSatisfy { geometry.contains(x: $0.x, y: $0.y) && (0..<401_234).contains($0.time) })
    #expect(try Self.events(description, batchCapacity: 64) == events)
  }
}
