/// Puts up houses, trees, lamps and signs beside the road.
struct Roadside {
  let road: Road
  let library: SceneLibrary
  let isCity: Bool
  var random: SeededRandom

  /// Everything from behind the beginning to `end`, by where it begins.
  mutating func populate(to end: Double) -> [SceneObject] {
    var objects: [SceneObject] = []
    for isRight in [false, true] {
      addBuildings(isRight: isRight, to: end, &objects)
      addFurniture(isRight: isRight, to: end, &objects)
    }
    return objects.enumerated().sorted {
      ($0.element.reach?.lowerBound ?? 0, $0.offset) < ($1.element.reach?.lowerBound ?? 0, $1.offset)
    }.map(\.element)
  }

  private func standing(_ form: SceneObject.Form, from: Double, to: Double) -> SceneObject {
    SceneObject(form: form, course: nil, identity: 0, presence: 0...1e9, reach: from...to)
  }

  private mutating func addBuildings(isRight: Bool, to end: Double, _ objects: inout [SceneObject]) {
    let side = isRight ? 1.0 : -1.0
    let setback = road.halfWidth + road.sidewalkWidth + random.number(in: isCity ? 0.5...4 : 4...10)
    let share = isCity ? 0.9 : 0.45
    var z = -30.0
    while z < end {
      let length = random.number(in: isCity ? 10...26 : 8...14)
      let height = isCity ? random.number(in: 7...22) : random.number(in: 4...8)
      let albedo = random.number(in: 0.15...0.7)
      let facade = library.facades[random.index(below: library.facades.count)]
      let stands = random.fraction() < share
      let last = z + length
      // Corners keep clear of crossing streets.
      let blocked = road.crossings.first { $0 > z - 7 && $0 < last + 7 }
      if let blocked {
        z = blocked + 7.5
        continue
      }
      if stands {
        let near = road.place(n: side * setback, z: z)
        let building = Building(
          near: near, far: road.place(n: side * setback, z: last), back: near + Vector3(side * 12, 0, 0),
          height: height, facade: facade, albedo: albedo, isRight: isRight)
        objects.append(standing(.building(building), from: z, to: last))
      }
      z = last + (random.fraction() < 0.5 ? 0.2 : random.number(in: 2...9))
    }
  }

  private mutating func addFurniture(isRight: Bool, to end: Double, _ objects: inout [SceneObject]) {
    let side = isRight ? 1.0 : -1.0
    let edge = road.halfWidth
    let treeShare = random.number(in: isCity ? 0.1...0.6 : 0.4...0.9)
    var z = -20 + random.number(in: 0...8)
    while z < end {
      let isTree = random.fraction() < treeShare
      let n = edge + random.number(in: isCity ? 0.7...1.2 : 1...8)
      let trunk = random.number(in: 1.8...3.2)
      let crownWidth = random.number(in: 2.5...5.5)
      let crownHeight = random.number(in: 2.5...6)
      let texture = library.crowns[random.index(below: library.crowns.count)]
      let albedo = random.number(in: 0.08...0.3)
      if isTree, !road.isCrossing(z, margin: 4) {
        let tree = StreetFurniture.tree(
          foot: road.place(n: side * n, z: z), trunk: trunk, crownWidth: crownWidth, crownHeight: crownHeight,
          texture: texture, albedo: albedo)
        objects.append(standing(.furniture(tree), from: z, to: z))
      }
      z += random.number(in: 6...16)
    }
    // Lamps stand where their light falls, see `Lighting`.
    var lampZ = -Lighting.lampSpacing / 2
    while lampZ < end {
      let lamp = StreetFurniture.lamp(
        foot: road.place(n: side * (edge + 0.6), z: lampZ), arm: Vector3(-side * 1.8, 0.15, 0), height: 6.5)
      if !road.isCrossing(lampZ, margin: 0) { objects.append(standing(.furniture(lamp), from: lampZ, to: lampZ)) }
      lampZ += Lighting.lampSpacing
    }
    for crossing in road.crossings where isRight || random.fraction() < 0.5 {
      let signZ = crossing - Road.crossingHalfWidth - 5
      let sign = StreetFurniture.sign(
        foot: road.place(n: side * (edge + 0.5), z: signZ), height: random.number(in: 2.4...3.2),
        size: random.number(in: 0.6...0.9), albedo: random.number(in: 0.3...0.8))
      objects.append(standing(.furniture(sign), from: signZ, to: signZ))
    }
  }
}
