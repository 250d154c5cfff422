import Detections
import Events
import SceneSimulator
import Testing

@Suite struct LabelTests {
  private static func scene(_ seed: UInt64, cars: Double = 1, pedestrians: Double = 1) throws -> DrivingScene {
    try DrivingScene(
      SceneDescription(
        seed: seed, durationMicroseconds: 10_000_000, carDensity: cars, pedestrianDensity: pedestrians))
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func boxesEncloseExactlyWhatIsSeen(seed: UInt64) throws {
    let scene = try Self.scene(seed)
    var classes: Set<UInt32> = []
    for time in stride(from: Int64(0), to: 10_000_000, by: 700_000) {
      let picture = scene.picture(atMicroseconds: time)
      for box in picture.boxes() {
        let seen = picture.tracks.indices.filter { picture.tracks[$0] == UInt16(box.trackID) }
        let columns = seen.map { $0 % picture.width }
        let rows = seen.map { $0 / picture.width }
        #expect(Float(columns.min() ?? -1) == box.x && Float((columns.max() ?? -1) + 1) == box.x + box.width)
        #expect(Float(rows.min() ?? -1) == box.y && Float((rows.max() ?? -1) + 1) == box.y + box.height)
        #expect(seen.count >= LabelRule().visiblePixels && min(box.width, box.height) >= 5)
        classes.insert(box.classID)
      }
    }
    #expect(classes == [0, 1])
  }

  @Test func aTrackKeepsItsClass() throws {
    let scene = try Self.scene(4)
    var classes: [UInt32: UInt32] = [:]
    var seenTwice = 0
    for time in stride(from: Int64(0), to: 10_000_000, by: 250_000) {
      for box in scene.boxes(atMicroseconds: time) {
        #expect(box.time == time && box.detection.score == 1)
        if let known = classes.updateValue(box.detection.classID, forKey: box.detection.trackID) {
          #expect(known == box.detection.classID)
          seenTwice += 1
        }
      }
    }
    #expect(seenTwice > 50)
  }

  /// The same track with a box where it is seen, and without one where others hide most of it.
  @Test func whoIsHiddenHasNoBox() throws {
    var hidden = 0
    for seed in 1...6 as ClosedRange<UInt64> {
      let scene = try Self.scene(seed)
      for time in stride(from: Int64(0), to: 10_000_000, by: 500_000) {
        let picture = scene.picture(atMicroseconds: time)
        let all = picture.boxes(
          rule: LabelRule(visibleShare: 0, shareOnPicture: 0, visiblePixels: 1, side: 1, contrast: 0))
        let strict = Set(
          picture.boxes(
            rule: LabelRule(visibleShare: 0.5, shareOnPicture: 0, visiblePixels: 1, side: 1, contrast: 0)
          ).map(\.trackID))
        for box in all where !strict.contains(box.trackID) {
          hidden += 1
          // It is in the picture, but something else is seen in most of the outline.
          let share = try #require(picture.visibleShare(ofTrack: box.trackID))
          #expect(share < 0.5)
        }
        for track in strict { #expect(try #require(picture.visibleShare(ofTrack: track)) >= 0.5) }
      }
    }
    #expect(hidden > 20)
  }

  @Test func anEmptyStreetHasNoBoxes() throws {
    let scene = try Self.scene(5, cars: 0, pedestrians: 0)
    #expect(scene.boxes(atMicroseconds: 3_000_000).isEmpty)
    let cars = try Self.scene(5, pedestrians: 0)
    let found = stride(from: Int64(0), to: 10_000_000, by: 1_000_000).flatMap { cars.boxes(atMicroseconds: $0) }
    #expect(!found.isEmpty && found.allSatisfy { $0.detection.classID == 0 })
  }

  /// Where only pedestrians move, events lie at them.
  @Test func eventsLieWhereThingsMove() throws {
    let description = SceneDescription(
      seed: 8, durationMicroseconds: 6_000_000,
      pixels: PixelModel(leakHertz: 0, noiseHertz: 0, hotPixels: 0))
    let scene = try DrivingScene(description)
    var batch = EventBatch()
    var inside = 0
    var area = 0.0
    var all = 0
    var boxes: [Detection] = []
    var nextBoxes: Int64 = 0
    var looks = 0
    while scene.generate(into: &batch) {
      for index in 0..<batch.count {
        let event = batch.events[index]
        if event.time >= nextBoxes {
          boxes = scene.boxes(atMicroseconds: event.time).map(\.detection)
          area += boxes.reduce(0) { $0 + Double($1.width * $1.height) } / (304 * 240)
          nextBoxes = event.time + 50_000
          looks += 1
        }
        all += 1
        let x = Float(event.x)
        let y = Float(event.y)
        if boxes.contains(where: { x >= $0.x - 1 && x <= $0.x + $0.width && y >= $0.y - 1 && y <= $0.y + $0.height }) {
          inside += 1
        }
      }
      batch.removeAll()
    }
    // More events for each pixel inside boxes than elsewhere.
    #expect(Double(inside) / Double(all) > 1.5 * area / Double(looks))
  }
}
