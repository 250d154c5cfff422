import Events
import SceneSimulator
import Testing

@Suite struct SceneAddressTests {
  @Test func keysSetWhatTheySay() throws {
    let address = try SceneAddress(
      "sim:driving?seed=3&duration=2.5&geometry=64x48&daylight=night&cars=0&pedestrians=2&threshold=0.5&noise=3")
    let description = address.description
    #expect(description.seed == 3 && description.durationMicroseconds == 2_500_000)
    #expect(description.geometry == SensorGeometry(width: 64, height: 48) && description.daylight == .night)
    #expect(description.carDensity == 0 && description.pedestrianDensity == 2)
    #expect(description.pixels.thresholdOn == 0.5 && description.pixels.thresholdOff == 0.5)
    #expect(description.pixels.noiseHertz == 3)
    #expect(
      try SceneAddress("sim:driving").description == SceneDescription(seed: 1, durationMicroseconds: 60_000_000))
  }

  @Test(arguments: [
    ("sim:flying", "there is no scene 'flying'; give driving, as in sim:driving?seed=3"),
    (
      "sim:driving?sead=3",
      "there is no key 'sead'; give seed, duration, geometry, daylight, cars, pedestrians, threshold, noise"
    ),
    ("sim:driving?seed=-1", "seed of the scene is '-1'; give 0...18446744073709551615"),
    ("sim:driving?duration=0", "duration of the scene is '0'; give seconds, above 0 and up to 3600"),
    ("sim:driving?geometry=304", "geometry of the scene is '304'; give WIDTHxHEIGHT, 32x32 to 2048x2048"),
    ("sim:driving?geometry=8x8", "geometry of the scene is 8x8; give 32x32 to 2048x2048"),
    ("sim:driving?daylight=dawn", "daylight of the scene is 'dawn'; give day, overcast, dusk, night"),
    ("sim:driving?cars=nan", "cars of the scene is 'nan'; give 0...3"),
    ("sim:driving?seed=1&seed=2", "seed of the scene is seed=2; give it once"),
  ])
  func whatIsWrongIsNamedWithWhatIsLegal(address: String, message: String) {
    let error = #expect(throws: SceneError.self) { try SceneAddress(address) }
    #expect(error?.description == message)
  }
}
