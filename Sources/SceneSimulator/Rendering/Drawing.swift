import CSceneKernels

/// What objects draw on: it turns patches and capsules in space into primitives of one picture.
struct Drawing {
  let camera: Camera
  let lighting: Lighting
  /// Seconds since the scene began; decides flicker.
  let time: Double
  /// Pixels that exist, a whole number of tiles.
  let width: Int
  let height: Int
  /// What has been drawn.
  var primitives: [scene_primitive] = []
  /// For each primitive the depth of its nearest point, in metres.
  var nearestDepths: [Double] = []
  /// Around all that has been drawn with an identity since this was set to nil, also beyond the picture's edge.
  var extent: Extent?
  /// The identity of what is drawn next.
  var identity: UInt16 = 0

  init(camera: Camera, lighting: Lighting, time: Double, width: Int, height: Int) {
    self.camera = camera
    self.lighting = lighting
    self.time = time
    self.width = width
    self.height = height
  }

  /// The identity of what hides nothing.
  static let noIdentity = UInt16(SCENE_NO_IDENTITY)

  /// How a surface looks.
  struct Surface {
    /// Factors of the texture's channels: body, fixed, emission.
    var colour = 1.0
    var fixed = 1.0
    var emission = 0.0
    var opacity = 1.0
  }

  /// Draws a parallelogram, seen only from the side from which `across` goes right where `down` goes down.
  ///
  /// - Parameters:
  ///   - origin: its upper left corner in the world.
  ///   - across, down: its sides in the world.
  ///   - isMirrored: whether it is seen from the other side only.
  ///   - repeats: how often the texture is laid across and down.
  mutating func patch(
    origin: Vector3, across: Vector3, down: Vector3, isMirrored: Bool = false, texture: SceneTexture,
    repeats: (Double, Double) = (1, 1), surface: Surface
  ) {
    let o = camera.place(origin)
    let a = camera.direction(across)
    let b = camera.direction(down)
    let normal = a.cross(b)
    let volume = o.dot(normal)
    guard isMirrored ? volume < -1e-6 : volume > 1e-6, let extent = extent(ofPatch: o, a, b) else { return }
    note(extent)
    guard let bounds = bounds(of: extent) else { return }
    var primitive = scene_primitive()
    primitive.kind = Int32(SCENE_PATCH)
    bounds.apply(to: &primitive)
    let u = linear(b.cross(o), over: volume)
    let v = linear(o.cross(a), over: volume)
    let w = linear(normal, over: volume)
    primitive.u = (Float(u.x), Float(u.y), Float(u.z))
    primitive.v = (Float(v.x), Float(v.y), Float(v.z))
    primitive.w = (Float(w.x), Float(w.y), Float(w.z))
    primitive.edges = (
      Self.inverseGradient(u), Self.inverseGradient(v), Self.inverseGradient(w - u), Self.inverseGradient(w - v)
    )
    primitive.repeatsU = Float(repeats.0)
    primitive.repeatsV = Float(repeats.1)
    primitive.texture = texture.pointer
    let depth = max((o + (a + b) * 0.5).z, 0)
    let nearest = min(min(o.z, (o + a).z), min((o + b).z, (o + a + b).z))
    nearestDepths.append(max(nearest, Camera.nearest))
    finish(&primitive, surface: surface, depth: depth)
  }

  /// Draws a line with round ends between two places of the world, as thick as its radii there.
  mutating func capsule(
    from start: Vector3, to end: Vector3, startRadius: Double, endRadius: Double, shade: Double, surface: Surface
  ) {
    let a = camera.place(start)
    let b = camera.place(end)
    guard a.z > Camera.nearest, b.z > Camera.nearest else { return }
    let first = camera.pixel(a)
    let second = camera.pixel(b)
    let firstRadius = startRadius * camera.focal / a.z
    let secondRadius = endRadius * camera.focal / b.z
    let reach = max(firstRadius, secondRadius)
    let extent = Extent(
      left: min(first.x, second.x) - reach, top: min(first.y, second.y) - reach,
      right: max(first.x, second.x) + reach, bottom: max(first.y, second.y) + reach)
    note(extent)
    guard let bounds = bounds(of: extent) else { return }
    var primitive = scene_primitive()
    primitive.kind = Int32(SCENE_CAPSULE)
    bounds.apply(to: &primitive)
    let along = (x: second.x - first.x, y: second.y - first.y)
    let square = along.x * along.x + along.y * along.y
    primitive.startX = Float(first.x)
    primitive.startY = Float(first.y)
    primitive.alongX = Float(along.x)
    primitive.alongY = Float(along.y)
    primitive.inverseSquare = square > 1e-6 ? Float(1 / square) : 0
    primitive.startRadius = Float(firstRadius)
    primitive.endRadius = Float(secondRadius)
    // Light falls from above, and from one side where there is sun.
    primitive.shadeX = Float(shade * lighting.sideShade)
    primitive.shadeY = Float(-shade * 0.6)
    nearestDepths.append(min(a.z, b.z))
    finish(&primitive, surface: surface, depth: (a.z + b.z) / 2)
  }

  private mutating func finish(_ primitive: inout scene_primitive, surface: Surface, depth: Double) {
    let keep = lighting.hazeKeep(depth: depth)
    primitive.identity = identity
    primitive.colour = Float(surface.colour)
    primitive.fixed = Float(surface.fixed)
    primitive.emission = Float(surface.emission)
    primitive.opacity = Float(surface.opacity)
    primitive.keep = Float(keep)
    primitive.haze = Float(lighting.hazeLuminance * (1 - keep))
    primitives.append(primitive)
  }

  /// A plane through the camera as a x + b y + c of the picture.
  private func linear(_ normal: Vector3, over volume: Double) -> Vector3 {
    let scale = 1 / (camera.focal * volume)
    return Vector3(
      normal.x * scale, normal.y * scale,
      normal.z / volume - (normal.x * camera.centreX + normal.y * camera.horizon) * scale)
  }

  private static func inverseGradient(_ linear: Vector3) -> Float {
    let squared = linear.x * linear.x + linear.y * linear.y
    return Float(1 / max(squared, 1e-24).squareRoot())
  }

  private mutating func note(_ drawn: Extent) {
    guard identity != Self.noIdentity else { return }
    extent = extent?.union(drawn) ?? drawn
  }

  /// The pixels that something may touch; nil where there are none.
  private func bounds(of extent: Extent) -> PixelBounds? {
    PixelBounds(
      left: extent.left - 1, top: extent.top - 1, right: extent.right + 1, bottom: extent.bottom + 1, width: width,
      height: height)
  }

  /// Around what of a patch lies before the camera; nil where nothing does.
  private func extent(ofPatch o: Vector3, _ a: Vector3, _ b: Vector3) -> Extent? {
    let corners = (o, o + a, o + a + b, o + b)
    var extent: Extent?
    func include(_ place: Vector3) {
      let (x, y) = camera.pixel(place)
      let point = Extent(left: x, top: y, right: x, bottom: y)
      extent = extent?.union(point) ?? point
    }
    func follow(_ corner: Vector3, _ next: Vector3) {
      if corner.z >= Camera.nearest { include(corner) }
      if (corner.z < Camera.nearest) != (next.z < Camera.nearest) {
        include(corner + (next - corner) * ((Camera.nearest - corner.z) / (next.z - corner.z)))
      }
    }
    follow(corners.0, corners.1)
    follow(corners.1, corners.2)
    follow(corners.2, corners.3)
    follow(corners.3, corners.0)
    return extent
  }
}
