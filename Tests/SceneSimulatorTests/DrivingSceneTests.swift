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

  /// FNV-1a over all values.
  private static func fingerprint(_ events: [Event]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for event in events {
      let rest = UInt64(event.x) << 32 | UInt64(event.y) << 1 | UInt64(event.polarity.rawValue)
      for value in [UInt64(bitPattern: event.time), rest] { hash = (hash ^ value) &* 0x100_0000_01b3 }
    }
    return hash
  }

  /// The same on every machine: a change of these numbers changes every data set that was ever simulated.
  @Test(
    arguments: [
      (.day, 6_529_017_378_943_047_730), (.overcast, 11_698_959_104_801_747_430), (.dusk, 9_292_836_188_744_207_652),
      (.night, 16_610_129_245_957_111_613),
    ] as [(SceneDescription.Daylight, UInt64)])
  func theSeedDecidesEveryEventOnEveryMachine(daylight: SceneDescription.Daylight, expected: UInt64) throws {
    var description = SceneDescription(seed: 42, durationMicroseconds: 300_000, daylight: daylight)
    let events = try Self.events(description)
    #expect(Self.fingerprint(events) == expected)
    description.seed = 43
    #expect(try Self.events(description) != events)
  }

  @Test func eventsHaveBothPolaritiesAndARateOfADrive() throws {
    var counts: [Double] = []
    for seed in 1...6 as ClosedRange<UInt64> {
      let events = try Self.events(SceneDescription(seed: seed, durationMicroseconds: 1_000_000))
      let on = events.count { $0.polarity == .on }
      #expect(on > events.count / 4 && on < 3 * events.count / 4)
      counts.append(Double(events.count))
    }
    #expect(counts.allSatisfy { (5_000...3_000_000).contains($0) })
  }

  @Test func theDaylightIsChosenByTheSeedUnlessItIsGiven() throws {
    let chosen = try (1...30).map { try DrivingScene(SceneDescription(seed: $0, durationMicroseconds: 1)).daylight }
    #expect(Set(chosen) == Set(SceneDescription.Daylight.allCases))
    #expect(try DrivingScene(SceneDescription(seed: 1, daylight: .night)).daylight == .night)
  }
}
