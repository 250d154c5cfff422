import Events
import SceneSimulator
import Testing

@Suite struct SceneDescriptionTests {
  @Test func whatIsOutOfRangeIsRefusedByName() {
    let legal = SceneDescription(seed: 0)
    let changes: [(String, (inout SceneDescription) -> Void)] = [
      ("geometry", { $0.geometry = SensorGeometry(width: 31, height: 240) }),
      ("geometry", { $0.geometry = SensorGeometry(width: 304, height: 2_049) }),
      ("durationMicroseconds", { $0.durationMicroseconds = 0 }),
      ("durationMicroseconds", { $0.durationMicroseconds = .max }),
      ("carDensity", { $0.carDensity = -1 }), ("pedestrianDensity", { $0.pedestrianDensity = .nan }),
      ("thresholdOn", { $0.pixels.thresholdOn = 0 }), ("thresholdOff", { $0.pixels.thresholdOff = 3 }),
      ("thresholdMismatch", { $0.pixels.thresholdMismatch = 1 }),
      ("refractoryMicroseconds", { $0.pixels.refractoryMicroseconds = 0 }),
      ("bandwidthHertz", { $0.pixels.bandwidthHertz = 0 }),
      ("darkBandwidthHertz", { $0.pixels.darkBandwidthHertz = .infinity }),
      ("leakHertz", { $0.pixels.leakHertz = -1 }), ("noiseHertz", { $0.pixels.noiseHertz = 101 }),
      ("hotPixels", { $0.pixels.hotPixels = 0.5 }),
    ]
    #expect(throws: Never.self) { try legal.validated() }
    for (name, change) in changes {
      var description = legal
      change(&description)
      let error = #expect(throws: SceneError.self) { try DrivingScene(description) }
      if case .outOfRange(let found, _, _)? = error { #expect(found == name) } else { Issue.record("\(name)") }
    }
  }
}
