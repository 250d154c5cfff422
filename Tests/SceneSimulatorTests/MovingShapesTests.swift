import Detections
import Events
import SceneSimulator
import Testing

@Suite struct MovingShapesTests {
  private let gen1 = SensorGeometry(width: 304, height: 240)

  private func events(_ description: SceneDescription, batchCapacity: Int = 4_096) throws -> [Event] {
    var scene = try MovingShapes(description)
    var batch = EventBatch(capacity: batchCapacity)
    var events: [Event] = []
    while scene.generate(into: &batch) {
      for index in 0..<batch.count { events.append(batch.events[index]) }
      batch.removeAll()
    }
    return events
  }

  /// FNV-1a over all values.
  private func fingerprint(_ events: [Event]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for event in events {
      let rest = UInt64(event.x) << 32 | UInt64(event.y) << 1 | UInt64(event.polarity.rawValue)
      for value in [UInt64(bitPattern: event.time), rest] { hash = (hash ^ value) &* 0x100_0000_01b3 }
    }
    return hash
  }

  @Test func eventsAreSortedAndOnTheSensorAndInTime() throws {
    let description = SceneDescription(seed: 1, geometry: gen1, durationMicroseconds: 1_234_567)
    let events = try events(description)
    #expect(events.count > 10_000)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(events.allSatisfy { gen1.contains(x: $0.x, y: $0.y) && (0..<1_234_567).contains($0.time) })
    let on = events.count { $0.polarity == .on }
    #expect(on > events.count / 4 && on < 3 * events.count / 4)
  }

  @Test func theSeedDecidesEveryEventOnEveryMachine() throws {
    let description = SceneDescription(seed: 42, geometry: gen1, durationMicroseconds: 500_000)
    let events = try events(description)
    #expect(fingerprint(events) == 15_923_250_615_246_767_851)
    #expect(try self.events(description, batchCapacity: 64) == events)
    var other = description
    other.seed = 43
    #expect(try self.events(other) != events)
  }

  @Test func withoutNoiseEveryEventLiesAtABox() throws {
    let description = SceneDescription(seed: 7, geometry: gen1, durationMicroseconds: 1_500_000, noiseHertz: 0)
    let scene = try MovingShapes(description)
    let events = try events(description)
    #expect(events.count > 10_000)
    for event in events {
      let (x, y) = (Float(event.x) + 0.5, Float(event.y) + 0.5)
      // A step may last some milliseconds, in which a box moves by half a pixel, and edges are smoothed over one.
      let isAtABox = scene.boxes(atMicroseconds: event.time, visibleFraction: 0).contains { box in
        let box = box.detection
        return x > box.x - 2 && x < box.x + box.width + 2 && y > box.y - 2 && y < box.y + box.height + 2
      }
      #expect(isAtABox || event.x < 2 || event.x > 301, "event at \(event.x), \(event.y) at \(event.time)")
    }
  }

  @Test func boxesHaveTheProportionsOfTheirClassAndStayOnTheSensor() throws {
    let description = SceneDescription(seed: 3, geometry: gen1, durationMicroseconds: 20_000_000)
    let scene = try MovingShapes(description)
    var tracks: [UInt32: UInt32] = [:]
    for time in stride(from: Int64(0), to: 20_000_000, by: 250_000) {
      for box in scene.boxes(atMicroseconds: time, visibleFraction: 1) {
        let detection = box.detection
        #expect(box.time == time && detection.score == 1)
        #expect(detection.x >= 0 && detection.x + detection.width <= 304.01)
        #expect(detection.y >= 0 && detection.y + detection.height <= 240.01)
        if detection.classID == 0 { #expect(detection.width > 1.5 * detection.height) }
        if detection.classID == 1 { #expect(detection.height > 2 * detection.width) }
        #expect(detection.classID <= 1)
        #expect(
          tracks.updateValue(detection.classID, forKey: detection.trackID) ?? detection.classID == detection.classID)
      }
    }
    #expect(Set(tracks.values) == [0, 1])
    #expect(tracks.count > 8)
  }

  @Test(arguments: [20_000, 60_000, 200_000] as [Double])
  func theRateIsControlled(eventsPerSecond: Double) throws {
    let description = SceneDescription(
      seed: 5, geometry: gen1, durationMicroseconds: 5_000_000, eventsPerSecond: eventsPerSecond)
    let settled = try events(description).count { $0.time >= 2_000_000 }
    #expect(abs(Double(settled) / 3 / eventsPerSecond - 1) < 0.3)
  }

  @Test func noiseAloneHasItsRate() throws {
    let description = SceneDescription(
      seed: 9, geometry: gen1, durationMicroseconds: 2_000_000, cars: 0, pedestrians: 0, noiseHertz: 0.5)
    let count = Double(try events(description).count)
    #expect(abs(count / (0.5 * 2 * 304 * 240) - 1) < 0.05)
  }

  @Test func descriptionsOutOfRangeAreRefusedByName() {
    let legal = SceneDescription(seed: 0, geometry: gen1, durationMicroseconds: 1)
    let changes: [(String, (inout SceneDescription) -> Void)] = [
      ("geometry", { $0.geometry = SensorGeometry(width: 31, height: 240) }),
      ("geometry", { $0.geometry = SensorGeometry(width: 304, height: 2_049) }),
      ("durationMicroseconds", { $0.durationMicroseconds = 0 }),
      ("durationMicroseconds", { $0.durationMicroseconds = .max }),
      ("cars", { $0.cars = -1 }), ("pedestrians", { $0.pedestrians = 33 }),
      ("contrastThreshold", { $0.contrastThreshold = 0 }),
      ("contrastThreshold", { $0.contrastThreshold = .nan }), ("noiseHertz", { $0.noiseHertz = -1 }),
      ("eventsPerSecond", { $0.eventsPerSecond = .infinity }),
    ]
    #expect(throws: Never.self) { try MovingShapes(legal) }
    for (name, change) in changes {
      var description = legal
      change(&description)
      let error = #expect(throws: SceneError.self) { try MovingShapes(description) }
      if case .outOfRange(let found, _, _)? = error { #expect(found == name) }
    }
  }
}
