import Events
import Testing

@Suite struct SensorGeometryTests {
  @Test func readsItsOwnDescription() {
    let geometry = SensorGeometry(width: 304, height: 240)
    #expect(SensorGeometry(parsing: geometry.description) == geometry)
  }

  @Test(arguments: ["", "x", "304", "304x", "x240", "0x240", "304x65536", "-1x3", "304x240x1", "a x b"])
  func refusesAnythingElse(text: String) {
    #expect(SensorGeometry(parsing: text) == nil)
  }

  @Test func containsExactlyItsPixels() {
    let geometry = SensorGeometry(width: 3, height: 2)
    #expect(geometry.contains(x: 2, y: 1))
    #expect(!geometry.contains(x: 3, y: 1))
    #expect(!geometry.contains(x: 2, y: 2))
  }
}
