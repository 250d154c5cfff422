/// What stands beside the road: trees, lamps, signs.
enum StreetFurniture {
  /// A tree with a crown of so many metres.
  case tree(
    foot: Vector3, trunk: Double, crownWidth: Double, crownHeight: Double, texture: SceneTexture, albedo: Double)
  /// A lamp whose arm reaches over the road.
  case lamp(foot: Vector3, arm: Vector3, height: Double)
  /// A sign on a pole that faces those who come.
  case sign(foot: Vector3, height: Double, size: Double, albedo: Double)

  /// Where it stands.
  var foot: Vector3 {
    switch self {
    case .tree(let foot, _, _, _, _, _), .lamp(let foot, _, _), .sign(let foot, _, _, _): foot
    }
  }

  func draw(library: SceneLibrary, on drawing: inout Drawing) {
    let lighting = drawing.lighting
    let light = lighting.light(normal: nil, place: drawing.camera.place(foot), z: foot.z, time: drawing.time)
    func pole(_ height: Double, _ radius: Double, _ albedo: Double) {
      drawing.capsule(
        from: foot, to: foot + Vector3(0, height, 0), startRadius: radius, endRadius: radius * 0.8, shade: 0.5,
        surface: Drawing.Surface(colour: albedo * light))
    }
    switch self {
    case .tree(_, let trunk, let crownWidth, let crownHeight, let texture, let albedo):
      pole(trunk + crownHeight * 0.3, 0.16, 0.1)
      // The crown faces the camera.
      let right = Vector3(drawing.camera.headingCosine, 0, -drawing.camera.headingSine)
      drawing.patch(
        origin: foot + right * (-crownWidth / 2) + Vector3(0, trunk + crownHeight, 0), across: right * crownWidth,
        down: Vector3(0, -crownHeight, 0), texture: texture, surface: Drawing.Surface(colour: albedo * light))
    case .lamp(_, let arm, let height):
      pole(height, 0.07, 0.25)
      let top = foot + Vector3(0, height, 0)
      drawing.capsule(
        from: top, to: top + arm, startRadius: 0.05, endRadius: 0.04, shade: 0.3,
        surface: Drawing.Surface(colour: 0.25 * light))
      let own = lighting.emission * 4 * lighting.flicker(at: drawing.time, depth: 0.4)
      drawing.capsule(
        from: top + arm * 0.8, to: top + arm, startRadius: 0.12, endRadius: 0.12, shade: 0,
        surface: Drawing.Surface(colour: 0.4 * light + (lighting.isLampLit ? own : 0)))
    case .sign(_, let height, let size, let albedo):
      pole(height, 0.035, 0.4)
      let right = Vector3(drawing.camera.headingCosine, 0, -drawing.camera.headingSine)
      drawing.patch(
        origin: foot + right * (-size / 2) + Vector3(0, height, 0), across: right * size, down: Vector3(0, -size, 0),
        texture: library.sign, surface: Drawing.Surface(colour: albedo * light, fixed: light))
    }
  }
}
