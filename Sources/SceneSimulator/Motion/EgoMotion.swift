import Events

/// How the camera's car drives: along the road, from lane to lane, and shaking.
struct EgoMotion {
  let road: Road
  let profile: SpeedProfile
  private let cameraHeight: Double
  private let focal: Double
  private let geometry: SensorGeometry
  /// Where the horizon lies without pitch, as a share of the picture's height.
  private let horizonShare: Double
  private let lane: Double
  /// Lane changes: when, and by how many metres to the right.
  private let changes: [(time: Double, shift: Double)]
  /// Shaking: pixels or radians, hertz, phase.
  private let pitch: [(amplitude: Double, hertz: Double, phase: Double)]
  private let yaw: [(amplitude: Double, hertz: Double, phase: Double)]

  private static let changeSeconds = 2.5

  init(road: Road, geometry: SensorGeometry, duration: Double, random: inout SeededRandom) {
    self.road = road
    self.geometry = geometry
    profile = SpeedProfile(road: road, duration: duration, random: &random)
    cameraHeight = random.number(in: 1.15...1.6)
    // 62 to 78 degrees across.
    focal = Double(geometry.width) / 2 / random.number(in: 0.6...0.81)
    horizonShare = random.number(in: 0.4...0.5)
    let lanes = (0..<road.lanes).map { (Double($0) + 0.5) * Road.laneWidth }
    var current = random.index(below: lanes.count)
    lane = lanes[current]
    var changes: [(time: Double, shift: Double)] = []
    var time = random.number(in: 2...8)
    while time < duration, lanes.count > 1 {
      changes.append((time, lanes[1 - current] - lanes[current]))
      current = 1 - current
      time += random.number(in: 6...16)
    }
    self.changes = changes
    let roughness = random.number(in: 0.4...1.3)
    func shaking(_ bands: [(Double, ClosedRange<Double>)]) -> [(amplitude: Double, hertz: Double, phase: Double)] {
      bands.map { ($0.0 * roughness, random.number(in: $0.1), random.number(in: 0...(2 * Double.pi))) }
    }
    pitch = shaking([(0.0035, 1.2...1.9), (0.0012, 4...7), (0.0003, 10...16)])
    yaw = shaking([(0.006, 0.15...0.35), (0.0015, 0.8...1.4)])
  }

  private static func sum(_ waves: [(amplitude: Double, hertz: Double, phase: Double)], at time: Double) -> Double {
    waves.reduce(0) { $0 + $1.amplitude * ElementaryFunctions.sine(2 * Double.pi * $1.hertz * time + $1.phase) }
  }

  /// Where the car is across the road, and how fast that changes.
  private func lateral(at time: Double) -> (n: Double, speed: Double) {
    var n = lane
    var speed = 0.0
    for change in changes where change.time < time {
      let share = (time - change.time) / Self.changeSeconds
      n += change.shift * ElementaryFunctions.smoothStep(share)
      if share < 1 { speed += change.shift * 6 * share * (1 - share) / Self.changeSeconds }
    }
    return (n, speed)
  }

  /// The lane that the car is in or changes to, as the n of its middle.
  func targetLane(at time: Double) -> Double {
    changes.reduce(lane) { $1.time < time ? $0 + $1.shift : $0 }
  }

  /// The camera at a moment in seconds.
  func camera(at time: Double) -> Camera {
    let z = profile.distance(at: time)
    let speed = profile.speed(at: time)
    let (n, sideways) = lateral(at: time)
    // Standing cars shake little, and do not turn.
    let shake = min(speed / 6, 1) * 0.92 + 0.08
    let steering = sideways / max(speed, 4) + Self.sum(yaw, at: time) * min(speed / 6, 1)
    let heading = road.heading(z).turned(by: Heading(tangent: steering))
    let pitch = Self.sum(pitch, at: time) * shake
    return Camera(
      focal: focal, centreX: Double(geometry.width) / 2,
      horizon: Double(geometry.height) * horizonShare + focal * pitch,
      position: road.place(n: n, z: z, y: cameraHeight + pitch * 1.5), headingCosine: heading.cosine,
      headingSine: heading.sine)
  }
}
