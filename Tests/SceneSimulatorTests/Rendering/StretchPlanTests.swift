import Events
import SceneSimulator
import Testing

@Suite struct StretchPlanTests {
  /// Half a pixel is the rule; the pictures' planes are rounded to floats.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func nothingMovesByMoreThanHalfAPixelBetweenPictures(seed: UInt64) throws {
    let scene = try DrivingScene(SceneDescription(seed: seed, durationMicroseconds: 12_000_000))
    var largest = 0.0
    for time in stride(from: Int64(0), to: 11_000_000, by: 520_000) {
      largest = max(largest, scene.largestMotion(fromMicroseconds: time))
    }
    #expect(largest <= 0.505)
    #expect(largest > 0.1)
  }
}
