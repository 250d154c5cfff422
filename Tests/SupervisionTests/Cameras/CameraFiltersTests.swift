import EventProcessing
import Pipeline
import Settings
import Supervision
import TestSupport
import Testing

@Suite struct CameraFiltersTests {
  private static func rules(_ settings: [String]) throws -> EventFilterRules {
    let flags = ["source=x", "model=m"] + settings
    let sources = SettingsSources(environment: [:], flags: flags.map { "cameras.front.\($0)" })
    return try CameraFilters.rules(try #require(try sources.load().cameras.first))
  }

  @Test func everythingIsOffUnlessAskedFor() throws {
    #expect(try Self.rules([]) == EventFilterRules())
  }

  @Test func everyFilterIsTaken() throws {
    var expected = EventFilterRules()
    expected.region = RegionOfInterest(x: 1, y: 2, width: 30, height: 40)
    expected.noise.hotPixels = .learn(periodMicroseconds: 3_000_000)
    expected.noise.refractoryMicroseconds = 500
    expected.noise.supportMicroseconds = 5_000
    expected.noise.eventsPerSecond = 2_000_000
    let rules = try Self.rules([
      "filters.region=1,2,30x40", "filters.hot_pixels=auto", "filters.hot_pixel_period=3s", "filters.refractory=500us",
      "filters.support=5ms", "filters.rate_limit=2000000",
    ])
    #expect(rules == expected)
  }

  @Test func aFileOfHotPixelsIsRead() throws {
    let folder = try TemporaryFolder()
    try folder.write("1 2\n".utf8, to: "hot.txt")
    let rules = try Self.rules(["filters.hot_pixels=\(folder.path("hot.txt"))"])
    #expect(rules.noise.hotPixels == .known([PixelPosition(x: 1, y: 2)]))
    let error = #expect(throws: PipelineError.self) { try Self.rules(["filters.hot_pixels=\(folder.path("none"))"]) }
    #expect(error?.code == .missingInput)
  }
}
