import EventProcessing
import Events
import Testing

@Suite struct DensityMapTests {
  @Test(arguments: [nil, SensorGeometry(width: 3, height: 2), SensorGeometry(width: 300, height: 200)])
  func countsPixels(geometry: SensorGeometry?) {
    let sensor = SensorGeometry(width: 200, height: 150)
    let events = EventStreams.random(5_000, seed: 5, geometry: sensor)
    var map = DensityMap(geometry: geometry)
    for piece in EventStreams.pieces(events, of: 41) { map.add(piece.span) }
    #expect(map.cellShift == 0)
    #expect(map.columns >= 200 && map.rows >= 150)
    #expect(map.counts.count == map.columns * map.rows)
    var expected = [UInt64](repeating: 0, count: map.counts.count)
    for event in events { expected[Int(event.y) * map.columns + Int(event.x)] += 1 }
    #expect(map.counts == expected)
  }

  @Test func largeSensorsHaveLargerCells() {
    var map = DensityMap(geometry: nil)
    let events = [Event(time: 0, x: 4, y: 5, polarity: .on), Event(time: 0, x: .max, y: .max, polarity: .on)]
    map.add(events.span)
    #expect(map.columns * map.rows <= DensityMap.cellLimit)
    #expect(map.cellShift > 0)
    #expect(map.counts.reduce(0, +) == 2)
    #expect(map.counts.first == 1)
    #expect(map.counts.last == 1)
  }
}
