/// A car of some shape and paint.
struct Car {
  let shape: CarShape
  /// The share of light that its paint gives back.
  let paint: Double

  /// Draws the car.
  func draw(at pose: Pose, library: SceneLibrary, on drawing: inout Drawing) {
    drawShadow(at: pose, library: library, on: &drawing)
    let lighting = drawing.lighting
    let place = drawing.camera.place(pose.position)
    func surface(_ normal: Vector3) -> Drawing.Surface {
      let light = lighting.light(normal: normal, place: place, z: pose.position.z, time: drawing.time)
      return Drawing.Surface(colour: paint * light, fixed: light, emission: lighting.emission)
    }
    let half = shape.width / 2
    let points = shape.outline
    // Upright faces first, then what lies above them, then the sides, which hide the rest where the outline is hollow.
    for isUpright in [true, false] {
      for (index, face) in shape.faces.enumerated() where (face == .front || face == .rear) == isUpright {
        let low = points[index]
        let high = points[index + 1]
        let along = (ahead: high.ahead - low.ahead, up: high.up - low.up)
        let length = max((along.ahead * along.ahead + along.up * along.up).squareRoot(), 1e-6)
        let normal = pose.heading.forward * (-along.up / length) + Vector3(0, along.ahead / length, 0)
        switch face {
        case .rear, .rearWindow:
          drawing.patch(
            origin: pose.place(-half, high.up, high.ahead), across: pose.heading.right * shape.width,
            down: pose.heading.forward * -along.ahead + Vector3(0, -along.up, 0),
            texture: face == .rear ? shape.rear : shape.glass, surface: surface(normal))
        case .plain, .windscreen, .front:
          let texture =
            face == .front ? shape.front : face == .windscreen ? shape.glass : library.plain
          drawing.patch(
            origin: pose.place(half, low.up, low.ahead), across: pose.heading.right * -shape.width,
            down: pose.heading.forward * along.ahead + Vector3(0, along.up, 0), texture: texture,
            surface: surface(normal))
        }
      }
    }
    let across = pose.heading.forward * shape.length
    let down = Vector3(0, -shape.height, 0)
    drawing.patch(
      origin: pose.place(half, shape.height, -shape.length / 2), across: across, down: down, texture: shape.side,
      surface: surface(pose.heading.right))
    drawing.patch(
      origin: pose.place(-half, shape.height, -shape.length / 2), across: across, down: down, isMirrored: true,
      texture: shape.side, surface: surface(pose.heading.right * -1))
  }

  private func drawShadow(at pose: Pose, library: SceneLibrary, on drawing: inout Drawing) {
    let identity = drawing.identity
    drawing.identity = Drawing.noIdentity
    let margin = 0.35
    let width = shape.width + 2 * margin
    let length = shape.length + 2 * margin
    drawing.patch(
      origin: pose.place(-width / 2, 0.01, length / 2), across: pose.heading.right * width,
      down: pose.heading.forward * -length, texture: library.shadow,
      surface: Drawing.Surface(colour: 0, fixed: 0, emission: 0, opacity: 0.75))
    drawing.identity = identity
  }
}
