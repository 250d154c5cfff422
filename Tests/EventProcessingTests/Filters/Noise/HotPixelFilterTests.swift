import EventProcessing
import Events
import Testing

@Suite struct HotPixelFilterTests {
  private static let hot = [PixelPosition(x: 3, y: 0), PixelPosition(x: 15, y: 11)]

  /// Events everywhere, one for each pixel and millisecond, and ten of each hot pixel, over so many milliseconds.
  private static func stream(milliseconds: Int64) -> [Event] {
    var events: [Event] = []
    for millisecond in 0..<milliseconds {
      for pixel in 0..<192 {
        events.append(
          Event(
            time: 5_000 + millisecond * 1_000 + Int64(pixel), x: UInt16(pixel % 16), y: UInt16(pixel / 16),
            polarity: .on))
      }
      for index in 0..<20 {
        let pixel = hot[index % 2]
        events.append(
          Event(time: 5_200 + millisecond * 1_000 + Int64(index), x: pixel.x, y: pixel.y, polarity: .off))
      }
    }
    return events
  }

  @Test func pixelsThatStandOutAreMaskedAfterThePeriod() {
    let events = Self.stream(milliseconds: 40)
    let outcome = FilteredStream.filter(events) { $0.hotPixels = .learn(periodMicroseconds: 20_000) }
    #expect(outcome.hotPixels == Self.hot)
    let isHot = { (event: Event) in Self.hot.contains(PixelPosition(x: event.x, y: event.y)) }
    #expect(outcome.events == events.filter { $0.time < 25_000 || !isHot($0) })
    // In 20 ms each hot pixel has its own event and ten more.
    #expect(outcome.statistics.droppedByHotPixels == 20 * 2 * 11)
  }

  @Test func beforeThePeriodEndsNothingIsKnown() {
    let outcome = FilteredStream.filter(Self.stream(milliseconds: 10)) {
      $0.hotPixels = .learn(periodMicroseconds: 20_000)
    }
    #expect(outcome.hotPixels == nil && outcome.statistics.dropped == 0)
  }

  @Test func pixelsOfAnEvenSceneAreNotHot() {
    let events = EventStreams.random(4_000, seed: 3)
    let outcome = FilteredStream.filter(events) { $0.hotPixels = .learn(periodMicroseconds: 50_000) }
    #expect(outcome.hotPixels == [] && outcome.events == events)
  }

  /// Far more than the others, but too few to matter.
  @Test func aFewEventsMakeNoHotPixel() {
    let events = (0..<40).map { Event(time: $0 * 100, x: 2, y: 2, polarity: .on) }
    for (period, expected) in [(900, []), (1_000, [PixelPosition(x: 2, y: 2)])] as [(Int64, [PixelPosition])] {
      let outcome = FilteredStream.filter(events) { $0.hotPixels = .learn(periodMicroseconds: period) }
      #expect(outcome.hotPixels == expected, "\(period)")
    }
  }

  @Test func theMeanIsThatOfTheRegion() throws {
    // In the whole sensor the few pixels of the region would all stand out.
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(x: 2, y: 2, width: 2, height: 2)
    try #require(rules.region != nil)
    rules.keepsCoordinates = true
    rules.noise.hotPixels = .learn(periodMicroseconds: 20_000)
    let outcome = FilteredStream.filter([Self.stream(milliseconds: 40)], rules)
    #expect(outcome.hotPixels == [] && outcome.events.count == 160)
  }

  @Test func whatWasLearntCanBeGiven() throws {
    let events = Self.stream(milliseconds: 40)
    let learnt = try #require(
      FilteredStream.filter(events) { $0.hotPixels = .learn(periodMicroseconds: 20_000) }.hotPixels)
    let text = HotPixelList.text(learnt)
    #expect(text == "3 0\n15 11\n")
    let given = try HotPixelList.parse(text)
    let outcome = FilteredStream.filter(events) { $0.hotPixels = .known(given) }
    #expect(outcome.hotPixels == Self.hot && outcome.statistics.droppedByHotPixels == 40 * 2 * 11)
  }

  @Test func learntPixelsOutliveARestartAndHalfLearntOnesDoNot() {
    let events = Self.stream(milliseconds: 30)
    let later = Self.stream(milliseconds: 30)
    let learnt = FilteredStream.filter(events + later) {
      $0.hotPixels = .learn(periodMicroseconds: 20_000)
      $0.restartLimitMicroseconds = 10_000
    }
    #expect(learnt.hotPixels == Self.hot && learnt.statistics.droppedByHotPixels == (10 + 30) * 2 * 11)
    let anew = FilteredStream.filter(Self.stream(milliseconds: 15) + later) {
      $0.hotPixels = .learn(periodMicroseconds: 20_000)
      $0.restartLimitMicroseconds = 10_000
    }
    #expect(anew.hotPixels == Self.hot && anew.statistics.droppedByHotPixels == 10 * 2 * 11)
  }

  @Test func listsMayHaveCommentsAndEmptyLines() throws {
    let pixels = try HotPixelList.parse("# of the front camera\n\n 12\t80 # the worst\n0 65535\r\n")
    #expect(pixels == [PixelPosition(x: 12, y: 80), PixelPosition(x: 0, y: 65_535)])
    #expect(try HotPixelList.parse("").isEmpty)
  }

  @Test(arguments: [("1 2\n3\n", 2), ("1 2 3", 1), ("a b", 1), ("-1 2", 1), ("\n\n65536 0", 3), ("1,2", 1)])
  func linesThatAreNoPixelAreNamed(text: String, line: Int) {
    let error = #expect(throws: HotPixelListError.self) { try HotPixelList.parse(text) }
    #expect(error?.line == line)
    #expect(error?.description.contains("line \(line)") == true)
  }
}
