public import Events

/// What decides a scene completely: the same description gives the same events and boxes on every machine.
public struct SceneDescription: Equatable, Hashable, Sendable {
  /// The light of a scene.
  public enum Daylight: String, CaseIterable, Sendable {
    /// Sun and its shadows.
    case day
    /// Even, bright light.
    case overcast
    /// A tenth of a day's light, lamps lit.
    case dusk
    /// Lamps and headlights only.
    case night
  }

  /// Decides the street, who is on it, and where and when everything moves.
  public var seed: UInt64
  /// The sensor's size in pixels, 32x32 to 2048x2048.
  public var geometry: SensorGeometry
  /// Length in microseconds, at least 1 and at most an hour.
  public var durationMicroseconds: Int64
  /// The light; chosen by the seed where nil, with two days and one each of the others in five scenes.
  public var daylight: Daylight?
  /// How many cars there are, 0...3 times the usual.
  public var carDensity: Double
  /// How many pedestrians there are, 0...3 times the usual.
  public var pedestrianDensity: Double
  /// The sensor's pixels.
  public var pixels: PixelModel

  /// Creates a description.
  public init(
    seed: UInt64, geometry: SensorGeometry = SensorGeometry(width: 304, height: 240),
    durationMicroseconds: Int64 = 10_000_000, daylight: Daylight? = nil, carDensity: Double = 1,
    pedestrianDensity: Double = 1, pixels: PixelModel = PixelModel()
  ) {
    self.seed = seed
    self.geometry = geometry
    self.durationMicroseconds = durationMicroseconds
    self.daylight = daylight
    self.carDensity = carDensity
    self.pedestrianDensity = pedestrianDensity
    self.pixels = pixels
  }

  /// The same description, if all of it is in range.
  ///
  /// - Throws: `SceneError.outOfRange` naming the property.
  public func validated() throws(SceneError) -> SceneDescription {
    try validate()
    return self
  }

  func validate() throws(SceneError) {
    let sides = 32...2048
    guard sides.contains(geometry.width), sides.contains(geometry.height) else {
      throw .outOfRange(name: "geometry", value: "\(geometry)", legal: "32x32 to 2048x2048")
    }
    guard (1...3_600_000_000).contains(durationMicroseconds) else {
      throw .outOfRange(name: "durationMicroseconds", value: "\(durationMicroseconds)", legal: "1...3600000000")
    }
    try SceneError.require(carDensity, in: 0...3, name: "carDensity")
    try SceneError.require(pedestrianDensity, in: 0...3, name: "pedestrianDensity")
    try pixels.validate()
  }
}
