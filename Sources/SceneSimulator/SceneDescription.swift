import Events

/// What decides a scene completely: the same description gives the same events and boxes on every machine.
public struct SceneDescription: Equatable, Hashable, Sendable {
  /// Decides where and when everything moves.
  public var seed: UInt64
  /// The sensor's size in pixels, 32x32 to 2048x2048.
  public var geometry: SensorGeometry
  /// Length in microseconds, at least 1 and at most an hour.
  public var durationMicroseconds: Int64
  /// Number of cars that drive at a time, 0...32.
  public var cars: Int
  /// Number of pedestrians that walk at a time, 0...32.
  public var pedestrians: Int
  /// Change of log intensity that makes a pixel fire, 0.02...2; where the rate is controlled, only in the beginning.
  public var contrastThreshold: Double
  /// Events per second, 100 or more, that the contrast threshold is controlled to give, as a sensor's biases are; nil to
  /// leave the threshold as it is.
  public var eventsPerSecond: Double?
  /// Events per pixel and second that show nothing, 0...100.
  public var noiseHertz: Double

  /// Creates a description.
  public init(
    seed: UInt64, geometry: SensorGeometry, durationMicroseconds: Int64, cars: Int = 3, pedestrians: Int = 3,
    contrastThreshold: Double = 0.25, eventsPerSecond: Double? = nil, noiseHertz: Double = 0.05
  ) {
    self.seed = seed
    self.geometry = geometry
    self.durationMicroseconds = durationMicroseconds
    self.cars = cars
    self.pedestrians = pedestrians
    self.contrastThreshold = contrastThreshold
    self.eventsPerSecond = eventsPerSecond
    self.noiseHertz = noiseHertz
  }

  static let contrastThresholds = 0.02...2.0

  func validate() throws(SceneError) {
    func require(_ isLegal: Bool, _ name: String, _ value: some Any, _ legal: String) throws(SceneError) {
      if !isLegal { throw .outOfRange(name: name, value: "\(value)", legal: legal) }
    }
    let sides = 32...2048
    try require(
      sides.contains(geometry.width) && sides.contains(geometry.height), "geometry", geometry, "32x32 to 2048x2048")
    try require(
      (1...3_600_000_000).contains(durationMicroseconds), "durationMicroseconds", durationMicroseconds,
      "1...3600000000")
    try require((0...32).contains(cars), "cars", cars, "0...32")
    try require((0...32).contains(pedestrians), "pedestrians", pedestrians, "0...32")
    try require(Self.contrastThresholds.contains(contrastThreshold), "contrastThreshold", contrastThreshold, "0.02...2")
    try require((0...100).contains(noiseHertz), "noiseHertz", noiseHertz, "0...100")
    if let eventsPerSecond {
      try require((100...1e8).contains(eventsPerSecond), "eventsPerSecond", eventsPerSecond, "100...100000000")
    }
  }
}
