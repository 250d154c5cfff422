import CSceneKernels
import Events

extension DrivingScene {
  /// The farthest that something in a tile moves from one of the tile's pictures to the next, in pixels.
  ///
  /// Points of patches, ends of limbs and points of the ground are followed from picture to picture.
  package func largestMotion(fromMicroseconds time: Int64) -> Double {
    let start = Double(time) / 1e6
    let stretch = Double(EventSensor.stretchMicroseconds) / 1e6
    var plan = StretchPlan(grid: renderer.grid)
    plan.plan(renderer: renderer, from: start, to: start + stretch)
    var largest = 0.0
    for level in Set(plan.levels) where level < StretchPlan.highestLevel {
      let steps = 1 << level
      for step in [0, steps / 2, steps - 1] {
        let moment = start + stretch / Double(steps) * Double(step)
        let next = moment + stretch / Double(steps)
        for (number, object) in plan.objects.enumerated() {
          let tiles = plan.levels.indices.filter {
            plan.levels[$0] == level && plan.objectsOfTile[$0].contains(number)
          }
          largest = max(largest, motion(of: object, from: moment, to: next, inTiles: tiles))
        }
        for tile in plan.levels.indices where plan.levels[tile] == level {
          largest = max(largest, groundMotion(inTile: tile, from: moment, to: next))
        }
      }
    }
    return largest
  }

  private func motion(of object: SceneObject, from start: Double, to end: Double, inTiles tiles: [Int]) -> Double {
    guard !tiles.isEmpty else { return 0 }
    var before = renderer.makeDrawing(at: start)
    var after = renderer.makeDrawing(at: end)
    object.draw(at: start, world: world, on: &before)
    object.draw(at: end, world: world, on: &after)
    // Where a face has turned away in between, its points cannot be followed.
    guard before.primitives.count == after.primitives.count else { return 0 }
    var largest = 0.0
    for (old, new) in zip(before.primitives, after.primitives) where old.kind == new.kind {
      for tile in tiles {
        let (left, top) = renderer.grid.tile(tile)
        for corner in 0..<4 {
          let x = Double(left + (corner & 1) * TileGrid.side)
          let y = Double(top + (corner >> 1) * TileGrid.side)
          if old.kind == Int32(SCENE_PATCH) {
            largest = max(largest, Self.motion(ofPatch: old, new, x: x, y: y))
          } else {
            let startX = Double(old.startX)
            let startY = Double(old.startY)
            guard abs(startX - Double(left) - 8) < 8, abs(startY - Double(top) - 8) < 8 else { continue }
            largest = max(largest, Self.distance(Double(new.startX) - startX, Double(new.startY) - startY))
          }
        }
      }
    }
    return largest
  }

  /// How far the point of a patch that is seen at a pixel moves; 0 where none is.
  private static func motion(ofPatch old: scene_primitive, _ new: scene_primitive, x: Double, y: Double) -> Double {
    func at(_ plane: (Float, Float, Float)) -> Double {
      Double(plane.0) * x + Double(plane.1) * y + Double(plane.2)
    }
    let w = at(old.w)
    guard w > 1e-4 else { return 0 }
    let u = at(old.u) / w
    let v = at(old.v) / w
    guard (0...1).contains(u), (0...1).contains(v) else { return 0 }
    // The pixel at which U - u W and V - v W are both 0.
    func row(_ plane: (Float, Float, Float), _ share: Double) -> (Double, Double, Double) {
      (
        Double(plane.0) - share * Double(new.w.0), Double(plane.1) - share * Double(new.w.1),
        Double(plane.2) - share * Double(new.w.2)
      )
    }
    let first = row(new.u, u)
    let second = row(new.v, v)
    let determinant = first.0 * second.1 - first.1 * second.0
    guard abs(determinant) > 1e-12 else { return 0 }
    let newX = (first.1 * second.2 - first.2 * second.1) / determinant
    let newY = (first.2 * second.0 - first.0 * second.2) / determinant
    return distance(newX - x, newY - y)
  }

  private func groundMotion(inTile tile: Int, from start: Double, to end: Double) -> Double {
    let before = world.ego.camera(at: start)
    let after = world.ego.camera(at: end)
    let (left, top) = renderer.grid.tile(tile)
    let x = Double(left)
    let y = Double(top + TileGrid.side)
    guard y - before.horizon > 1 else { return 0 }
    let depth = before.focal * before.position.y / (y - before.horizon)
    let right = (x - before.centreX) * depth / before.focal
    let place = Vector3(
      before.position.x + right * before.headingCosine + depth * before.headingSine, 0,
      before.position.z - right * before.headingSine + depth * before.headingCosine)
    let moved = after.place(place)
    guard moved.z > Camera.nearest else { return 0 }
    let pixel = after.pixel(moved)
    return Self.distance(pixel.x - x, pixel.y - y)
  }

  private static func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
}

extension ScenePicture {
  /// The share of a track's pixels on the picture that nothing hides; nil where it has none.
  package func visibleShare(ofTrack track: UInt32) -> Double? {
    guard let outline = outlines[UInt16(track)], outline.pixels > 0 else { return nil }
    return Double(tracks.count { $0 == UInt16(track) }) / Double(outline.pixels)
  }
}
