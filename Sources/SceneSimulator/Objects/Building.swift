/// A house by the road: one wall along it and one across at its near end.
struct Building {
  /// Corners of the wall along the road, nearer and farther, and of the wall away from the road.
  let near: Vector3
  let far: Vector3
  let back: Vector3
  let height: Double
  let facade: SceneTexture
  let albedo: Double
  /// Whether it stands to the right of the road.
  let isRight: Bool

  /// Metres of wall that a texture covers, both ways.
  static let textureMetres = 12.0

  func draw(on drawing: inout Drawing) {
    let lighting = drawing.lighting
    func surface(_ normal: Vector3, _ place: Vector3) -> Drawing.Surface {
      let light = lighting.light(
        normal: normal, place: drawing.camera.place(place), z: place.z, time: drawing.time)
      return Drawing.Surface(colour: albedo * light, fixed: light, emission: lighting.emission * 0.35)
    }
    let up = Vector3(0, height, 0)
    let down = Vector3(0, -height, 0)
    let along = far - near
    let across = back - near
    let repeatsUp = height / Self.textureMetres
    let alongRepeats = (along.length / Self.textureMetres, repeatsUp)
    let acrossRepeats = (across.length / Self.textureMetres, repeatsUp)
    let towardsRoad = across * (-1 / across.length)
    let towardsCamera = along * (-1 / along.length)
    // Seen from the road, the right wall goes from near to far from left to right, and the left one the other way.
    if isRight {
      drawing.patch(
        origin: near + up, across: across, down: down, texture: facade, repeats: acrossRepeats,
        surface: surface(towardsCamera, near))
      drawing.patch(
        origin: far + up, across: along * -1, down: down, texture: facade, repeats: alongRepeats,
        surface: surface(towardsRoad, near))
    } else {
      drawing.patch(
        origin: back + up, across: across * -1, down: down, texture: facade, repeats: acrossRepeats,
        surface: surface(towardsCamera, near))
      drawing.patch(
        origin: near + up, across: along, down: down, texture: facade, repeats: alongRepeats,
        surface: surface(towardsRoad, near))
    }
  }
}
