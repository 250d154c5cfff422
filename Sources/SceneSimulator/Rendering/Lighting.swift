/// The light of a scene: how much falls where, and what the air adds.
struct Lighting {
  /// Light from everywhere, 1 for a bright day.
  var ambient: Double
  /// Light from the sun.
  var sun: Double
  /// The direction to the sun in the world, of length 1.
  var sunDirection: Vector3
  /// The own headlights right before the car.
  var headlights: Double
  /// Below a street lamp.
  var lamps: Double
  /// How bright lamps, windows and lights themselves are.
  var emission: Double
  var hazeLuminance: Double
  var hazePerMetre: Double
  /// Hertz at which lamps flicker: twice the mains'.
  var flickerHertz: Double

  /// Street lamps stand so far apart along the road, in metres.
  static let lampSpacing = 32.0

  /// Makes the light of a time of day.
  init(_ daylight: SceneDescription.Daylight, random: inout SeededRandom) {
    let azimuth = random.number(in: 0...(2 * Double.pi))
    let elevation = random.number(in: 0.3...1.1)
    let level = ElementaryFunctions.cosine(elevation)
    sunDirection = Vector3(
      level * ElementaryFunctions.sine(azimuth), ElementaryFunctions.sine(elevation),
      level * ElementaryFunctions.cosine(azimuth))
    flickerHertz = random.fraction() < 0.5 ? 100 : 120
    hazePerMetre = 1 / random.number(in: 90...260)
    switch daylight {
    case .day:
      ambient = random.number(in: 0.35...0.5)
      sun = random.number(in: 0.5...0.9)
      (headlights, lamps, emission) = (0, 0, 0)
      hazeLuminance = random.number(in: 0.6...0.9)
    case .overcast:
      ambient = random.number(in: 0.4...0.6)
      sun = 0.05
      (headlights, lamps, emission) = (0, 0, 0.15)
      hazeLuminance = random.number(in: 0.45...0.65)
    case .dusk:
      ambient = random.number(in: 0.05...0.12)
      sun = 0.02
      (headlights, lamps, emission) = (0.06, 0.06, 0.5)
      hazeLuminance = ambient * 0.9
    case .night:
      ambient = random.number(in: 0.008...0.02)
      sun = 0
      (headlights, lamps, emission) = (0.35, random.number(in: 0.1...0.22), 1)
      hazeLuminance = ambient * 0.5
    }
  }

  /// Whether lamps are lit.
  var isLampLit: Bool { lamps > 0 }

  /// How strong lamps are at a moment, around 1: what they light flickers less than they do, since there are many.
  func flicker(at time: Double, depth: Double = 0.07) -> Double {
    isLampLit ? 1 + depth * ElementaryFunctions.sine(2 * Double.pi * flickerHertz * time) : 1
  }

  /// How much sun falls on one side more than on the other, as seen along the road.
  var sideShade: Double { (sunDirection.x > 0 ? 1 : -1) * min(sun, 0.6) }

  /// The share of an object's luminance that reaches a camera so many metres away.
  func hazeKeep(depth: Double) -> Double { 1 / (1 + depth * depth * hazePerMetre * hazePerMetre) }

  /// The light on a surface.
  ///
  /// - Parameters:
  ///   - normal: its direction in the world, of length 1; nil for something round.
  ///   - place: where it is in the camera's frame, which the headlights are fixed to.
  ///   - z: how far along the road it is.
  ///   - time: decides the flicker of lamps.
  func light(normal: Vector3?, place: Vector3, z: Double, time: Double) -> Double {
    let facing = normal.map { max($0.dot(sunDirection), 0) } ?? 0.5
    // The sky lights what looks up more than what looks down.
    let open = normal.map { 0.8 + 0.2 * $0.y } ?? 0.85
    var light = ambient * open + sun * facing
    if headlights > 0, place.z > 0 {
      let width = 1.6 + 0.22 * place.z
      let spread = place.x * place.x / (width * width)
      light += headlights / (1 + place.z * place.z * 0.0035) / (1 + spread * spread)
    }
    if isLampLit {
      let turns = z / Self.lampSpacing
      let off = (turns - turns.rounded(.down) - 0.5) * Self.lampSpacing
      light += lamps * flicker(at: time) / (1 + off * off * 0.03)
    }
    return light
  }
}
