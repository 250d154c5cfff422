/// Paints the pictures on a car's faces.
struct CarPainter {
  let outline: [CarShape.Point]
  let windows: [(from: Double, to: Double)]
  let length: Double
  let height: Double
  let beltline: Double
  let isTruck: Bool

  private typealias Texel = SceneTexture.Texel

  private var wheelRadius: Double { isTruck ? 0.48 : 0.33 }
  private var wheelBase: Double { length * 0.6 }
  /// Below this there is nothing but wheels.
  private var clearance: Double { isTruck ? 0.5 : 0.24 }

  /// The outline's height at a place along the car.
  private func top(_ ahead: Double) -> Double {
    for (before, after) in zip(outline, outline.dropFirst()) where ahead <= after.ahead {
      let span = after.ahead - before.ahead
      guard span > 1e-9 else { return max(before.up, after.up) }
      return before.up + (after.up - before.up) * (ahead - before.ahead) / span
    }
    return 0
  }

  /// The side, its rear at the left.
  func side() -> SceneTexture {
    SceneTexture(log2Width: 7, log2Height: 6, repeats: false, samples: 3) { u, v in
      let ahead = (u - 0.5) * length
      let up = (1 - v) * height
      for centre in [-wheelBase / 2, wheelBase / 2] {
        let x = ahead - centre
        let y = up - wheelRadius
        let distance = (x * x + y * y).squareRoot() / wheelRadius
        if distance < 0.6 {
          let spoke = abs(x * y) < 0.012 * wheelRadius * 4 || distance < 0.2
          return Texel(fixed: spoke ? 0.2 : 0.55)
        }
        if distance < 1 { return Texel(fixed: 0.025) }
        if distance < 1.15, up < wheelRadius * 1.9 { return Texel(fixed: 0.012) }
      }
      guard up > clearance, up < top(ahead) else { return Texel(coverage: 0) }
      let roof = top(ahead)
      if up > beltline, up < roof - 0.09 {
        for window in windows where ahead > window.from && ahead < window.to {
          // Glass mirrors the sky more towards its upper edge.
          return Texel(fixed: Float(0.05 + 0.22 * (up - beltline) / max(roof - beltline, 0.1)))
        }
      }
      var shade = 0.7 + 0.3 * up / height
      if up < clearance + 0.12 { shade *= 0.35 }
      if abs(up - beltline * 0.8) < 0.02 { shade *= 0.7 }
      for window in windows where abs(ahead - window.to - 0.05) < 0.015 && up < roof - 0.06 { shade *= 0.55 }
      return Texel(body: Float(shade))
    }
  }

  /// The front: headlights, grille, bumper, plate.
  func front() -> SceneTexture {
    face(lightsFrom: 0.12, lightsTo: 0.34, light: 3, mirror: 0.75, grille: 0.05)
  }

  /// The rear: tail lights, bumper, plate.
  func rear() -> SceneTexture {
    face(lightsFrom: 0.1, lightsTo: 0.4, light: 0.9, mirror: 0.22, grille: 0.45)
  }

  private func face(
    lightsFrom: Double, lightsTo: Double, light: Float, mirror: Float, grille: Double
  ) -> SceneTexture {
    let faceHeight = isTruck ? 2.2 : 0.95
    return SceneTexture(log2Width: 6, log2Height: 6, repeats: false, samples: 3) { u, v in
      let fromSide = min(u, 1 - u)
      let up = (1 - v) * faceHeight
      if up < clearance {
        return fromSide < 0.17 ? Texel(fixed: 0.02) : Texel(coverage: 0)
      }
      if v > lightsFrom, v < lightsTo, fromSide > 0.03, fromSide < 0.2 {
        return Texel(fixed: mirror, emission: light)
      }
      if abs(u - 0.5) < 0.15, v > 0.5, v < 0.62 { return Texel(fixed: 0.7) }
      if abs(u - 0.5) < 0.28, v > lightsFrom, v < lightsTo {
        return grille < 0.2 ? Texel(fixed: Float(grille)) : Texel(body: Float(grille) + 0.3)
      }
      if up < clearance + 0.2 { return Texel(fixed: 0.05) }
      return Texel(body: Float(0.95 - 0.3 * v))
    }
  }

  /// A windscreen between two pillars.
  func glass() -> SceneTexture {
    SceneTexture(log2Width: 5, log2Height: 5, repeats: false, samples: 3) { u, v in
      if min(u, 1 - u) < 0.07 || v < 0.08 { return Texel(body: 0.8) }
      // Seats and heads behind the glass.
      let seat = abs(abs(u - 0.5) - 0.22) < 0.1 && v > 0.35
      return Texel(fixed: seat ? 0.035 : Float(0.3 - 0.2 * v))
    }
  }
}
