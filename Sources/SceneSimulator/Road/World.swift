import Events

/// Everything that a scene consists of, fixed in advance: any moment of it can be looked at.
final class World {
  let description: SceneDescription
  let daylight: SceneDescription.Daylight
  let lighting: Lighting
  let road: Road
  let ego: EgoMotion
  let library: SceneLibrary
  let panorama: Panorama
  let ground: GroundPattern
  let albedos: GroundAlbedos
  /// What never moves, by where it begins.
  let standing: [SceneObject]
  /// Who moves or may be hidden.
  let users: [SceneObject]

  /// Farther away nothing is drawn, in metres.
  static let sight = 130.0
  /// What is behind the camera by more is not drawn.
  static let behind = 16.0

  init(_ description: SceneDescription) {
    self.description = description
    var random = SeededRandom(seed: description.seed)
    let daylights: [SceneDescription.Daylight] = [.day, .day, .overcast, .dusk, .night]
    let chosen = daylights[random.index(below: daylights.count)]
    daylight = description.daylight ?? chosen
    lighting = Lighting(daylight, random: &random)
    let seconds = Double(description.durationMicroseconds) / 1e6
    let length = seconds * 13 + 300
    road = Road(length: length, random: &random)
    ego = EgoMotion(road: road, geometry: description.geometry, duration: seconds, random: &random)
    library = SceneLibrary(random: &random)
    let isCity = random.fraction() < 0.65
    panorama = Panorama(lighting: lighting, daylight: daylight, isCity: isCity, random: &random)
    albedos = GroundAlbedos(random: &random)
    ground = GroundPattern(contrast: random.number(in: 0.1...0.2), random: &random)
    let end = ego.profile.distance(at: seconds) + Self.sight
    var roadside = Roadside(road: road, library: library, isCity: isCity, random: SeededRandom(seed: random.next()))
    standing = roadside.populate(to: end)
    var traffic = Traffic(
      road: road, ego: ego, library: library, seconds: seconds, random: SeededRandom(seed: random.next()))
    users = traffic.populate(
      to: end, carDensity: description.carDensity, pedestrianDensity: description.pedestrianDensity)
  }

  /// What may be in view at a moment, the farthest first.
  func objects(at time: Double, camera: Camera) -> [SceneObject] {
    var found: [(depth: Double, object: SceneObject)] = []
    let z = camera.position.z
    let visible = (z - Self.behind)...(z + Self.sight)
    // Sorted by where they begin, and none is longer than 40 m.
    var low = 0
    var high = standing.count
    while low < high {
      let middle = (low + high) / 2
      if (standing[middle].reach?.lowerBound ?? 0) < visible.lowerBound - 40 { low = middle + 1 } else { high = middle }
    }
    for object in standing[low...] {
      guard let reach = object.reach, reach.lowerBound <= visible.upperBound else { break }
      guard reach.overlaps(visible) else { continue }
      found.append((camera.place(object.anchor(at: time, world: self)).z, object))
    }
    for object in users where object.presence.contains(time) {
      let depth = camera.place(object.anchor(at: time, world: self)).z
      if depth > -6, depth < Self.sight { found.append((depth, object)) }
    }
    // Equal depths keep their order: the sort must not depend on the library's version.
    return found.enumerated().sorted { ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset) }
      .map(\.element.object)
  }
}
