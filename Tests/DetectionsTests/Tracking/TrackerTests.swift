import Detections
import TestSupport
import Testing

@Suite struct TrackerTests {
  /// A box of 20x20 pixels around a place.
  static func box(_ x: Float, _ y: Float = 50, score: Float = 0.8, classID: UInt32 = 0) -> Detection {
    Detection(x: x - 10, y: y - 10, width: 20, height: 20, score: score, classID: classID, trackID: 99)
  }

  /// The numbers that the boxes of a window get.
  static func numbers(_ tracker: inout Tracker, _ boxes: [Detection], milliseconds: Int64) -> [UInt32] {
    var boxes = boxes
    tracker.track(&boxes, at: milliseconds * 1000)
    return boxes.map(\.trackID)
  }

  static func tracker(gapMilliseconds: Int64 = 1000, hits: Int = 2) throws -> Tracker {
    Tracker(rules: try TrackingRules(gapMicroseconds: gapMilliseconds * 1000, hits: hits))
  }

  @Test func anObjectHasANumberFromItsSecondWindowOn() throws {
    var tracker = try Self.tracker()
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 100) == [0])
    #expect(Self.numbers(&tracker, [Self.box(53)], milliseconds: 200) == [1])
    #expect(Self.numbers(&tracker, [Self.box(200), Self.box(56)], milliseconds: 300) == [0, 1])
    #expect(Self.numbers(&tracker, [Self.box(202), Self.box(59)], milliseconds: 400) == [2, 1])
    var atOnce = try Self.tracker(hits: 1)
    #expect(Self.numbers(&atOnce, [Self.box(50), Self.box(90)], milliseconds: 100) == [1, 2])
  }

  @Test func nothingButTheNumberChanges() throws {
    var tracker = try Self.tracker(hits: 1)
    var boxes = [Self.box(50, score: 0.9), Self.box(150, score: 0.2), Self.box(250, score: 0.01)]
    let before = boxes
    tracker.track(&boxes, at: 0)
    #expect(boxes.map(\.trackID) == [1, 0, 0])
    for index in boxes.indices { boxes[index].trackID = before[index].trackID }
    #expect(boxes == before)
  }

  @Test func aGapIsBridgedWhereTheObjectHasMovedTo() throws {
    // 100 pixels a second; unseen for 0.7 s it is 3.5 of its widths further.
    var tracker = try Self.tracker()
    for step in 0..<8 {
      #expect(
        Self.numbers(&tracker, [Self.box(50 + 10 * Float(step))], milliseconds: 100 * Int64(step)) == [
          step == 0 ? 0 : 1
        ])
    }
    #expect(Self.numbers(&tracker, [Self.box(190)], milliseconds: 1400) == [1])
    // Where it was last seen stands another one.
    var other = try Self.tracker()
    for step in 0..<8 {
      _ = Self.numbers(&other, [Self.box(50 + 10 * Float(step))], milliseconds: 100 * Int64(step))
    }
    #expect(Self.numbers(&other, [Self.box(120)], milliseconds: 1400) == [0])
  }

  @Test func aTrackEndsAfterTheGap() throws {
    for (silence, expected) in [(500, [1]), (501, [0])] as [(Int64, [UInt32])] {
      var tracker = try Self.tracker(gapMilliseconds: 500)
      _ = Self.numbers(&tracker, [Self.box(50)], milliseconds: 0)
      _ = Self.numbers(&tracker, [Self.box(50)], milliseconds: 100)
      #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 100 + silence) == expected)
    }
  }

  @Test func windowsWithoutBoxesChangeNothing() throws {
    var random = SplitMix64(state: 31)
    var told = try Self.tracker()
    var untold = told
    for step in 0..<60 {
      let boxes =
        step % 4 == 3
        ? []
        : (0..<3).map { number in
          Self.box(
            60 * Float(number) + 5 * Float(step) + Float(random.next(below: 8)), 40 + Float(random.next(below: 8)))
        }
      let numbers = Self.numbers(&told, boxes, milliseconds: 70 * Int64(step))
      if !boxes.isEmpty { #expect(Self.numbers(&untold, boxes, milliseconds: 70 * Int64(step)) == numbers) }
    }
  }

  @Test func thoseWhoCrossKeepTheirNumbers() throws {
    var tracker = try Self.tracker()
    var seen: [[UInt32]] = []
    for step in 0..<21 {
      let x = 10 * Float(step)
      // One to the right, one to the left and a little lower; in the middle one hides the other.
      var boxes = [Self.box(50 + x, 50, score: 0.9), Self.box(250 - x, 54, score: 0.7)]
      if step == 10 { boxes.removeLast() }
      seen.append(Self.numbers(&tracker, boxes, milliseconds: 100 * Int64(step)))
    }
    #expect(seen[0] == [0, 0])
    for numbers in seen.dropFirst() { #expect(numbers == (numbers.count == 1 ? [1] : [1, 2])) }
  }

  @Test func whatIsFastIsFoundWithoutAnyOverlap() throws {
    // It moves by 1.25 of its widths from each window to the next.
    var tracker = try Self.tracker()
    let seen = (0..<6).map { step in
      Self.numbers(&tracker, [Self.box(20 + 25 * Float(step))], milliseconds: 250 * Int64(step))
    }
    #expect(seen == [[0], [1], [1], [1], [1], [1]])
  }

  @Test func lowScoresGoOnWithTracksButBeginNone() throws {
    var tracker = try Self.tracker(gapMilliseconds: 300)
    _ = Self.numbers(&tracker, [Self.box(50)], milliseconds: 0)
    for step in 1..<4 {
      #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 100 * Int64(step)) == [1])
    }
    for step in 4..<20 {
      let boxes = [Self.box(50, score: 0.15), Self.box(200, score: 0.15), Self.box(50, score: 0.05)]
      #expect(Self.numbers(&tracker, boxes, milliseconds: 100 * Int64(step)) == [1, 0, 0])
    }
    // A better box of the same object is taken first.
    let boxes = [Self.box(54, score: 0.8), Self.box(50, score: 0.2)]
    #expect(Self.numbers(&tracker, boxes, milliseconds: 2000) == [1, 0])
  }

  @Test func classesAreNeverMixed() throws {
    var tracker = try Self.tracker(hits: 1)
    #expect(Self.numbers(&tracker, [Self.box(50, classID: 0)], milliseconds: 0) == [1])
    #expect(Self.numbers(&tracker, [Self.box(50, classID: 1)], milliseconds: 100) == [2])
    #expect(Self.numbers(&tracker, [Self.box(50, classID: 0)], milliseconds: 200) == [1])
  }

  @Test func aResetNumbersFromOneAndTimeThatGoesBackForgets() throws {
    var tracker = try Self.tracker(hits: 1)
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 5000) == [1])
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 4900) == [2])
    tracker.reset()
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: 4950) == [1])
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: .max / 1000) == [2])
    #expect(Self.numbers(&tracker, [Self.box(50)], milliseconds: .min / 1000) == [3])
  }

  @Test func boxesOfNoSizeAndTooManyBelongToNone() throws {
    var tracker = Tracker(rules: try TrackingRules(hits: 1, maximumObjects: 4))
    var flat = Self.box(50)
    flat.width = 0
    var endless = Self.box(50)
    endless.height = .infinity
    var unknown = Self.box(50)
    unknown.x = .nan
    let boxes = [flat, endless, unknown, Self.box(50), Self.box(100)]
    #expect(Self.numbers(&tracker, boxes, milliseconds: 0) == [0, 0, 0, 1, 0])
    #expect(Self.numbers(&tracker, boxes.reversed(), milliseconds: 10) == [2, 1, 0, 0, 0])
    // Two tracks are alive, so there is room for two more.
    let many = (0..<4).map { Self.box(1000 + 100 * Float($0)) }
    #expect(Self.numbers(&tracker, many, milliseconds: 20) == [3, 4, 0, 0])
  }

  @Test func numbersAreUniqueInEveryWindow() throws {
    var random = SplitMix64(state: 32)
    var tracker = try Self.tracker(hits: 1)
    var again = tracker
    for step in 0..<200 {
      let boxes = (0..<Int(random.next(below: 40))).map { _ in
        Self.box(
          Float(random.next(below: 300)), Float(random.next(below: 200)), score: Float(random.next(below: 100)) / 100,
          classID: random.next(below: 2))
      }
      let sorted = boxes.sorted { $0.score > $1.score }
      let time = Int64(step) * 50 + Int64(random.next(below: 40))
      let numbers = Self.numbers(&tracker, sorted, milliseconds: time)
      #expect(numbers == Self.numbers(&again, sorted, milliseconds: time))
      let given = numbers.filter { $0 != 0 }
      #expect(Set(given).count == given.count)
      #expect(zip(numbers, sorted).allSatisfy { $0.0 == 0 || $0.1.score >= 0.1 })
    }
  }

  @Test func rulesThatContradictEachOtherAreRefused() {
    #expect(throws: DetectionsError.self) { try TrackingRules(highScore: 0.2, lowScore: 0.3) }
    #expect(throws: DetectionsError.self) { try TrackingRules(highScore: .nan) }
    #expect(throws: DetectionsError.self) { try TrackingRules(gapMicroseconds: -1) }
    #expect(throws: DetectionsError.self) { try TrackingRules(hits: 0) }
    #expect(throws: DetectionsError.self) { try TrackingRules(margin: 2.5) }
    #expect(throws: DetectionsError.self) { try TrackingRules(maximumObjects: 0) }
  }
}
