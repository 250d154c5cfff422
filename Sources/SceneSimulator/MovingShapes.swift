import Detections
import Events

/// A small driving scene: textured cars and pedestrians move over a static background, and an event camera looks at them.
///
/// Events come in order of time (then row, column), batch by batch, with bounded memory. The same description gives the same
/// events on every machine: nothing depends on the C library's functions or on the size of the batches.
public struct MovingShapes {
  /// What decides the scene.
  public let description: SceneDescription

  private let traffic: Traffic
  private let background: [Float]
  private let stepMicroseconds: Int64
  private var detector: ContrastDetector
  private var rateControl: EventRateControl
  private var noise: SensorNoise
  /// Log intensities of the row that is looked at.
  private var row: [Float]
  /// Events of the current step, of which `delivered` have been given away.
  private var events: [Event] = []
  private var delivered = 0
  private var time: Int64 = 0

  /// Creates a scene at its beginning.
  ///
  /// - Throws: `SceneError.outOfRange` naming the property of the description.
  public init(_ description: SceneDescription) throws(SceneError) {
    try description.validate()
    self.description = description
    var random = SeededRandom(seed: description.seed)
    traffic = Traffic(description, random: &random)
    background = Self.background(description.geometry, random: &random)
    noise = SensorNoise(
      geometry: description.geometry, hertz: description.noiseHertz, random: SeededRandom(seed: random.next()))
    rateControl = EventRateControl(
      threshold: description.contrastThreshold, eventsPerSecond: description.eventsPerSecond)
    // Nothing moves by more than about half a pixel in one step.
    let pixelsPerSecond = RoadUser.fastestCrossing * Double(description.geometry.width)
    stepMicroseconds = min(max(Int64(0.5e6 / pixelsPerSecond), 100), 5_000)
    row = Array(repeating: 0, count: description.geometry.width)
    // The scene as it is at the beginning is what the pixels have got used to.
    var settled: [Float] = []
    let visible = Self.visible(traffic, at: 0)
    for y in 0..<description.geometry.height {
      Self.paint(
        row: y, columns: 0..<description.geometry.width, background: background, visible: visible, into: &row)
      settled.append(contentsOf: row)
    }
    detector = ContrastDetector(geometry: description.geometry, logIntensity: settled)
  }

  /// Adds events to the batch until it is full or the scene has ended; false where it has ended and nothing was added.
  public mutating func generate(into batch: inout EventBatch) -> Bool {
    let before = batch.count
    while !batch.isFull {
      if delivered == events.count {
        guard time < description.durationMicroseconds else { break }
        simulateStep()
        continue
      }
      let count = min(batch.freeCapacity, events.count - delivered)
      for event in events[delivered..<(delivered + count)] { batch.append(event) }
      delivered += count
    }
    return batch.count > before
  }

  /// The boxes at a moment, clipped to the sensor, the farthest first: class 0 for cars, 1 for pedestrians, score 1.
  ///
  /// - Parameters:
  ///   - time: sensor time in microseconds.
  ///   - visibleFraction: the smallest part of a box, 0...1, that must lie on the sensor.
  public func boxes(atMicroseconds time: Int64, visibleFraction: Double = 0.25) -> [TimedDetection] {
    var boxes: [TimedDetection] = []
    for (index, roadUser) in traffic.roadUsers.enumerated() where roadUser.exists(at: time) {
      let box = roadUser.box(at: time)
      let clipped = box.clipped(to: description.geometry)
      guard clipped.area > 0, clipped.area >= visibleFraction * box.area else { continue }
      boxes.append(
        TimedDetection(
          time: time,
          detection: Detection(
            x: Float(clipped.left), y: Float(clipped.top), width: Float(clipped.right - clipped.left),
            height: Float(clipped.bottom - clipped.top), score: 1, classID: roadUser.kind.rawValue,
            trackID: UInt32(index + 1))))
    }
    return boxes
  }

  private mutating func simulateStep() {
    events.removeAll(keepingCapacity: true)
    delivered = 0
    let end = min(time + stepMicroseconds, description.durationMicroseconds)
    let duration = end - time
    let visible = Self.visible(traffic, at: end)
    for roadUser in traffic.roadUsers where roadUser.exists(at: time) || roadUser.exists(at: end) {
      updatePixels(around: roadUser, until: end, visible: visible)
    }
    noise.append(to: &events, start: time, duration: duration)
    events.sort { ($0.time, $0.y, $0.x, $0.polarityBits) < ($1.time, $1.y, $1.x, $1.polarityBits) }
    rateControl.note(events: events.count, until: end)
    time = end
  }

  /// Looks again at all pixels that the road user covered before the step or covers after it.
  private mutating func updatePixels(
    around roadUser: RoadUser, until end: Int64, visible: [(roadUser: RoadUser, box: RoadUser.Box)]
  ) {
    let before = roadUser.box(at: time)
    let after = roadUser.box(at: end)
    let geometry = description.geometry
    let left = max(Int(min(before.left, after.left)) - 1, 0)
    let right = min(Int(max(before.right, after.right)) + 2, geometry.width)
    let top = max(Int(min(before.top, after.top)) - 1, 0)
    let bottom = min(Int(max(before.bottom, after.bottom)) + 2, geometry.height)
    guard left < right, top < bottom else { return }
    let threshold = Float(rateControl.threshold)
    for y in top..<bottom {
      Self.paint(row: y, columns: left..<right, background: background, visible: visible, into: &row)
      for x in left..<right {
        detector.update(
          x: x, y: y, logIntensity: row[x], threshold: threshold, start: time, duration: end - time, events: &events)
      }
    }
  }

  private static func visible(
    _ traffic: Traffic, at time: Int64
  ) -> [(roadUser: RoadUser, box: RoadUser.Box)] {
    traffic.roadUsers.filter { $0.exists(at: time) }.map { ($0, $0.box(at: time)) }
  }

  /// The log intensity of a row's pixels: the background, covered by everybody from the farthest to the nearest.
  private static func paint(
    row y: Int, columns: Range<Int>, background: [Float],
    visible: [(roadUser: RoadUser, box: RoadUser.Box)], into row: inout [Float]
  ) {
    let start = y * row.count
    for x in columns { row[x] = background[start + x] }
    for (roadUser, box) in visible { roadUser.paint(row: y, columns: columns, box: box, over: &row) }
  }

  /// A bright sky over a darker, patterned street.
  private static func background(_ geometry: SensorGeometry, random: inout SeededRandom) -> [Float] {
    let pattern = Texture(columns: 24, rows: 18, amplitude: 0.25, random: &random)
    var values: [Float] = []
    values.reserveCapacity(geometry.width * geometry.height)
    for y in 0..<geometry.height {
      let v = (Float(y) + 0.5) / Float(geometry.height)
      let row = pattern.row(v: v)
      for x in 0..<geometry.width {
        let u = (Float(x) + 0.5) / Float(geometry.width)
        values.append((v < 0.45 ? 0.4 : -0.1) + pattern.value(u: u, row: row))
      }
    }
    return values
  }
}
