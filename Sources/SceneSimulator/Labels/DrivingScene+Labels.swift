import CSceneKernels
public import Detections
import Events

extension DrivingScene {
  /// A moment as a picture of light and tracks.
  ///
  /// - Parameter time: sensor time in microseconds, inside the scene.
  public func picture(atMicroseconds time: Int64) -> ScenePicture {
    let moment = Double(time) / 1e6
    var plan = StretchPlan(grid: renderer.grid)
    plan.plan(renderer: renderer, from: moment, to: moment + 1e-6)
    var drawing = renderer.makeDrawing(at: moment)
    renderer.look(through: drawing.camera, at: moment)
    let geometry = description.geometry
    var picture = ScenePicture(width: geometry.width, height: geometry.height)
    var ranges: [Range<Int>] = []
    for object in plan.objects {
      let first = drawing.primitives.count
      drawing.extent = nil
      object.draw(at: moment, world: world, on: &drawing)
      ranges.append(first..<drawing.primitives.count)
      if let classID = object.classID, let extent = drawing.extent {
        picture.outlines[object.identity] = ScenePicture.Outline(
          classID: classID, pixels: 0,
          shareOnPicture: extent.share(inWidth: Double(geometry.width), height: Double(geometry.height)))
      }
    }
    var identities = [UInt16](repeating: 0, count: TileGrid.pixels)
    var covered = [UInt32](repeating: 0, count: Int(UInt16.max) + 1)
    for tile in 0..<renderer.grid.count {
      renderer.render(
        tile: tile, primitives: drawing.primitives, ranges: plan.objectsOfTile[tile].lazy.map { ranges[$0] },
        identities: &identities, covered: &covered)
      let (left, top) = renderer.grid.tile(tile)
      for row in 0..<min(TileGrid.side, geometry.height - top) {
        for column in 0..<min(TileGrid.side, geometry.width - left) {
          let target = (top + row) * geometry.width + left + column
          picture.luminance[target] = renderer.luminance[row * TileGrid.side + column]
          picture.tracks[target] = identities[row * TileGrid.side + column]
        }
      }
    }
    for track in picture.outlines.keys { picture.outlines[track]?.pixels = Int(covered[Int(track)]) }
    return picture
  }

  /// The boxes at a moment around what is seen of each car (class 0) and pedestrian (class 1), by track; score 1.
  ///
  /// - Parameters:
  ///   - time: sensor time in microseconds, inside the scene.
  ///   - rule: who gets a box.
  public func boxes(atMicroseconds time: Int64, rule: LabelRule = LabelRule()) -> [TimedDetection] {
    picture(atMicroseconds: time).boxes(rule: rule).map { TimedDetection(time: time, detection: $0) }
  }
}

extension ScenePicture {
  /// What is seen of one track.
  private struct Sight {
    var left = Int.max
    var top = Int.max
    var right = Int.min
    var bottom = Int.min
    var pixels = 0
    var contrast = 0.0
    var edges = 0
  }

  /// The boxes around what is seen of each track, by track.
  public func boxes(rule: LabelRule = LabelRule()) -> [Detection] {
    let sights = sights()
    return outlines.keys.sorted().compactMap { track in
      guard let sight = sights[track], let outline = outlines[track] else { return nil }
      let width = sight.right - sight.left + 1
      let height = sight.bottom - sight.top + 1
      let share = Double(sight.pixels) / Double(max(outline.pixels, 1))
      let isLarge = sight.pixels * 100 >= self.width * self.height
      guard share >= rule.visibleShare, isLarge || outline.shareOnPicture >= rule.shareOnPicture,
        sight.pixels >= rule.visiblePixels, min(width, height) >= rule.side,
        sight.contrast >= rule.contrast * Double(sight.edges)
      else { return nil }
      return Detection(
        x: Float(sight.left), y: Float(sight.top), width: Float(width), height: Float(height), score: 1,
        classID: outline.classID, trackID: UInt32(track))
    }
  }

  private func sights() -> [UInt16: Sight] {
    var sights: [UInt16: Sight] = [:]
    for y in 0..<height {
      for x in 0..<width {
        let index = y * width + x
        let track = tracks[index]
        if track != 0 {
          var sight = sights[track] ?? Sight()
          sight.left = min(sight.left, x)
          sight.right = max(sight.right, x)
          sight.top = min(sight.top, y)
          sight.bottom = max(sight.bottom, y)
          sight.pixels += 1
          sights[track] = sight
        }
        for next in [x + 1 < width ? index + 1 : index, y + 1 < height ? index + width : index]
        where tracks[next] != track {
          let difference = Double(abs(logarithm(at: index) - logarithm(at: next)))
          for side in [track, tracks[next]] where side != 0 {
            sights[side, default: Sight()].contrast += difference
            sights[side, default: Sight()].edges += 1
          }
        }
      }
    }
    return sights
  }

  private func logarithm(at index: Int) -> Float {
    scene_logarithm(luminance[index] + Float(PixelModel.darkLuminance))
  }
}
