/// The textures and shapes that a scene's objects share.
final class SceneLibrary {
  let facades: [SceneTexture]
  let crowns: [SceneTexture]
  let cars: [CarShape]
  let sign: SceneTexture
  let shadow: SceneTexture
  let plain = SceneTexture.plain()

  init(random: inout SeededRandom) {
    facades = (0..<6).map { _ in Self.facade(random: &random) }
    crowns = (0..<4).map { _ in Self.crown(random: &random) }
    cars = CarShape.Kind.allCases.map { CarShape($0, random: &random) }
    sign = Self.makeSign()
    shadow = Self.makeShadow()
  }

  /// A wall with windows, of which some are lit, and bricks or plaster.
  private static func facade(random: inout SeededRandom) -> SceneTexture {
    let columns = 3 + random.index(below: 3)
    let floors = 4
    let width = random.number(in: 0.35...0.65)
    let height = random.number(in: 0.4...0.65)
    let frame = random.number(in: 0.02...0.06)
    let glass = random.number(in: 0.05...0.2)
    var lit: [Float] = []
    var tones: [Double] = []
    for _ in 0..<(columns * floors) {
      lit.append(random.fraction() < 0.3 ? Float(random.number(in: 0.3...1)) : 0)
      tones.append(random.number(in: 0.5...1.6))
    }
    let grain = FractalNoise(cells: 8, octaves: 4, persistence: 0.8, random: &random)
    let ledge = random.fraction() < 0.6
    return SceneTexture(log2Width: 7, log2Height: 7, repeats: true) { u, v in
      let column = min(Int(u * Double(columns)), columns - 1)
      let floor = min(Int(v * Double(floors)), floors - 1)
      let x = abs(u * Double(columns) - Double(column) - 0.5) * 2
      let y = abs(v * Double(floors) - Double(floor) - 0.5) * 2
      let index = floor * columns + column
      if x < width, y < height {
        // A cross bar in each window.
        if x < 0.04 { return SceneTexture.Texel(fixed: 0.5) }
        return SceneTexture.Texel(fixed: Float(glass * tones[index]), emission: lit[index])
      }
      if x < width + 3 * frame, y < height + 2 * frame { return SceneTexture.Texel(body: 1.35) }
      if ledge, y > 0.94 { return SceneTexture.Texel(body: 0.7) }
      return SceneTexture.Texel(body: Float(0.95 + 0.16 * grain.value(u, v)))
    }
  }

  /// Leaves: an uneven disc with holes.
  private static func crown(random: inout SeededRandom) -> SceneTexture {
    let edge = FractalNoise(cells: 5, octaves: 4, persistence: 0.7, random: &random)
    let leaves = FractalNoise(cells: 12, octaves: 3, persistence: 0.9, random: &random)
    return SceneTexture(log2Width: 6, log2Height: 6, repeats: false, samples: 3) { u, v in
      let x = u * 2 - 1
      let y = v * 2 - 1
      let radius = (x * x + y * y).squareRoot()
      let inside = radius < 0.78 + 0.2 * edge.value(u, v) && radius < 0.97
      let hole = leaves.value(u * 0.9 + 0.05, v * 0.9) < -0.95 + radius * 0.7
      let light = 0.75 - 0.45 * y + 0.3 * leaves.value(u, v)
      return SceneTexture.Texel(body: Float(max(light, 0.15)), coverage: inside && !hole ? 1 : 0)
    }
  }

  private static func makeSign() -> SceneTexture {
    SceneTexture(log2Width: 5, log2Height: 5, repeats: false, samples: 3) { u, v in
      let x = u * 2 - 1
      let y = v * 2 - 1
      let radius = (x * x + y * y).squareRoot()
      guard radius < 0.95 else { return SceneTexture.Texel(coverage: 0) }
      if radius > 0.7 { return SceneTexture.Texel(fixed: 0.2) }
      return abs(x) < 0.15 && abs(y) < 0.4 ? SceneTexture.Texel(fixed: 0.05) : SceneTexture.Texel(body: 1)
    }
  }

  /// Dark in the middle and nothing at the edge.
  private static func makeShadow() -> SceneTexture {
    SceneTexture(log2Width: 5, log2Height: 5, repeats: false) { u, v in
      let across = min(min(u, 1 - u) * 5, 1)
      let down = min(min(v, 1 - v) * 5, 1)
      return SceneTexture.Texel(coverage: Float(across * down))
    }
  }
}
