import CSceneKernels

/// Which objects each tile sees during a stretch of time, and into how many steps the tile cuts it.
///
/// Steps are halved until nothing in the tile moves by more than half a pixel in one.
struct StretchPlan {
  /// The objects, the farthest first.
  private(set) var objects: [SceneObject] = []
  /// For each tile the numbers of the objects that may be in it, in the same order.
  private(set) var objectsOfTile: [[Int]]
  /// For each tile the binary logarithm of its number of steps.
  private(set) var levels: [Int]
  /// For each object the largest level of its tiles; -1 where it is in none.
  private(set) var levelOfObject: [Int] = []

  /// The largest level: steps of 32 microseconds.
  static let highestLevel = 8
  /// Nothing moves by more pixels in a step.
  static let pixelsPerStep = 0.5
  /// Between the two moments that are looked at things may move a little faster.
  private static let margin = 1.2

  private let grid: TileGrid
  /// For each tile an upper bound for the motion in it, in pixels.
  private var motions: [Double]

  init(grid: TileGrid) {
    self.grid = grid
    objectsOfTile = Array(repeating: [], count: grid.count)
    levels = Array(repeating: 0, count: grid.count)
    motions = Array(repeating: 0, count: grid.count)
  }

  /// How the camera moves from one moment to another.
  private struct CameraMotion {
    let before: Camera
    let after: Camera
    /// The change of place in the camera's frame.
    let shift: Vector3
    let turn: Double
    let pitch: Double

    init(before: Camera, after: Camera) {
      self.before = before
      self.after = after
      shift = before.direction(after.position - before.position)
      turn = abs(after.headingSine * before.headingCosine - after.headingCosine * before.headingSine)
      pitch = abs(after.horizon - before.horizon)
    }

    /// How many pixels something moves at most in a rectangle, whose inverse depth is at most `inverse` and which moves by
    /// `own` itself and by `inner` in its parts.
    func pixels(in bounds: PixelBounds, inverse: Double, own: Vector3, inner: Double) -> Double {
      let x = max(abs(Double(bounds.left) - before.centreX), abs(Double(bounds.right) - before.centreX))
      let y = max(abs(Double(bounds.top) - before.horizon), abs(Double(bounds.bottom) - before.horizon))
      let relative = shift - own
      let focal = before.focal
      let sideways = (focal * (abs(relative.x) + inner) + x * (abs(relative.z) + inner)) * inverse
      let upwards = (focal * (abs(relative.y) + inner) + y * (abs(relative.z) + inner)) * inverse
      let slope = x / focal
      let horizontal = sideways + focal * (1 + slope * slope) * turn
      let vertical = upwards + slope * y * turn + pitch
      return (horizontal * horizontal + vertical * vertical).squareRoot()
    }
  }

  /// Plans the stretch between two moments.
  mutating func plan(renderer: SceneRenderer, from start: Double, to end: Double) {
    let world = renderer.world
    let motion = CameraMotion(before: world.ego.camera(at: start), after: world.ego.camera(at: end))
    objects = world.objects(at: start, camera: motion.before)
    levelOfObject = Array(repeating: -1, count: objects.count)
    for tile in 0..<grid.count {
      objectsOfTile[tile].removeAll(keepingCapacity: true)
      motions[tile] = surroundingsMotion(ofTile: tile, motion: motion, world: world)
    }
    var before = renderer.makeDrawing(at: start)
    var after = renderer.makeDrawing(at: end)
    for (number, object) in objects.enumerated() {
      let firstBefore = before.primitives.count
      let firstAfter = after.primitives.count
      object.draw(at: start, world: world, on: &before)
      object.draw(at: end, world: world, on: &after)
      let own = motion.before.direction(
        object.anchor(at: end, world: world) - object.anchor(at: start, world: world))
      let inner = object.innerSpeed * (end - start)
      for (drawing, first) in [(before, firstBefore), (after, firstAfter)] {
        for index in first..<drawing.primitives.count {
          note(
            drawing.primitives[index], nearest: drawing.nearestDepths[index], of: number, motion: motion, own: own,
            inner: inner)
        }
      }
    }
    let isFlickering = world.lighting.isLampLit
    for tile in 0..<grid.count {
      var level = 0
      var motion = motions[tile] * Self.margin
      while motion > Self.pixelsPerStep, level < Self.highestLevel {
        motion /= 2
        level += 1
      }
      // A lamp's period of about 10 ms is seen several times.
      if isFlickering { level = max(level, objectsOfTile[tile].contains { objects[$0].isLamp } ? 3 : 1) }
      levels[tile] = level
      for object in objectsOfTile[tile] { levelOfObject[object] = max(levelOfObject[object], levels[tile]) }
    }
  }

  private mutating func note(
    _ primitive: scene_primitive, nearest: Double, of object: Int, motion: CameraMotion, own: Vector3, inner: Double
  ) {
    // What moves in from a neighbouring tile during the stretch is there too.
    let reach = 2
    let side = TileGrid.side
    let firstColumn = max(Int(primitive.left) - reach, 0) / side
    let lastColumn = min(Int(primitive.right) + reach - 1, grid.width - 1) / side
    let firstRow = max(Int(primitive.top) - reach, 0) / side
    let lastRow = min(Int(primitive.bottom) + reach - 1, grid.height - 1) / side
    guard firstColumn <= lastColumn, firstRow <= lastRow else { return }
    for row in firstRow...lastRow {
      for column in firstColumn...lastColumn {
        let tile = row * grid.columns + column
        let bounds = PixelBounds(
          left: max(Int(primitive.left), column * side), top: max(Int(primitive.top), row * side),
          right: min(Int(primitive.right), column * side + side), bottom: min(Int(primitive.bottom), row * side + side))
        var inverse = 1 / nearest
        if primitive.kind == Int32(SCENE_PATCH) {
          inverse = min(inverse, Self.largestInverseDepth(of: primitive, in: bounds))
        }
        motions[tile] = max(motions[tile], motion.pixels(in: bounds, inverse: inverse, own: own, inner: inner))
        if objectsOfTile[tile].last != object { objectsOfTile[tile].append(object) }
      }
    }
  }

  /// W is linear over the picture, so that it is largest at a corner.
  private static func largestInverseDepth(of primitive: scene_primitive, in bounds: PixelBounds) -> Double {
    func at(_ x: Int, _ y: Int) -> Double {
      Double(primitive.w.0) * Double(x) + Double(primitive.w.1) * Double(y) + Double(primitive.w.2)
    }
    return max(
      max(at(bounds.left, bounds.top), at(bounds.right, bounds.top)),
      max(at(bounds.left, bounds.bottom), at(bounds.right, bounds.bottom)), 1 / World.sight)
  }

  /// The motion of the ground and the sky.
  private func surroundingsMotion(ofTile index: Int, motion: CameraMotion, world: World) -> Double {
    let tile = grid.tile(index)
    let bounds = PixelBounds(
      left: tile.left, top: tile.top, right: tile.left + TileGrid.side, bottom: tile.top + TileGrid.side)
    let drop = Double(bounds.bottom) - motion.before.horizon
    let inverse = drop > 0 ? drop / (motion.before.focal * motion.before.position.y) : 0
    return motion.pixels(in: bounds, inverse: inverse, own: Vector3(0, 0, 0), inner: 0)
  }
}
