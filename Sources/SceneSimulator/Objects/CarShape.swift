/// The form of a kind of car: a side view that is drawn out over its width, with the pictures on its faces.
final class CarShape {
  enum Kind: CaseIterable {
    case hatchback, sedan, estate, offRoad, van, truck
  }

  /// A point of the side view: metres ahead of the middle, metres above the ground.
  typealias Point = (ahead: Double, up: Double)

  let length: Double
  let width: Double
  let height: Double
  /// The upper outline from the foot of the rear over the roof to the foot of the front.
  let outline: [Point]
  /// What lies between two points of the outline.
  let faces: [Face]
  let side: SceneTexture
  let front: SceneTexture
  let rear: SceneTexture
  let glass: SceneTexture

  enum Face {
    case rear, rearWindow, plain, windscreen, front
  }

  init(_ kind: Kind, random: inout SeededRandom) {
    let scale = random.number(in: 0.95...1.06)
    func points(_ values: [Point]) -> [Point] { values.map { ($0.ahead * scale, $0.up * scale) } }
    let windows: [(from: Double, to: Double)]
    switch kind {
    case .hatchback:
      outline = points([
        (-1.95, 0), (-1.95, 0.95), (-1.9, 1.0), (-1.55, 1.45), (0.25, 1.47), (1.0, 0.98), (1.85, 0.78), (1.95, 0),
      ])
      faces = [.rear, .plain, .rearWindow, .plain, .windscreen, .plain, .front]
      windows = [(-1.5, -0.6), (-0.5, 0.45)]
    case .sedan:
      outline = points([
        (-2.3, 0), (-2.3, 0.98), (-1.65, 1.02), (-1.0, 1.42), (0.3, 1.43), (1.05, 0.98), (2.2, 0.76), (2.3, 0),
      ])
      faces = [.rear, .plain, .rearWindow, .plain, .windscreen, .plain, .front]
      windows = [(-1.25, -0.45), (-0.35, 0.5)]
    case .estate:
      outline = points([
        (-2.3, 0), (-2.3, 0.95), (-2.25, 1.0), (-1.95, 1.46), (0.3, 1.48), (1.05, 1.0), (2.2, 0.78), (2.3, 0),
      ])
      faces = [.rear, .plain, .rearWindow, .plain, .windscreen, .plain, .front]
      windows = [(-2.0, -1.3), (-1.2, -0.4), (-0.3, 0.5)]
    case .offRoad:
      outline = points([
        (-2.25, 0), (-2.25, 1.1), (-2.2, 1.12), (-1.95, 1.75), (0.35, 1.78), (0.95, 1.18), (2.15, 1.05), (2.25, 0),
      ])
      faces = [.rear, .plain, .rearWindow, .plain, .windscreen, .plain, .front]
      windows = [(-2.0, -1.3), (-1.2, -0.4), (-0.3, 0.5)]
    case .van:
      outline = points([
        (-2.5, 0), (-2.5, 1.2), (-2.48, 1.2), (-2.4, 2.0), (1.3, 2.05), (1.95, 1.25), (2.4, 1.05), (2.5, 0),
      ])
      faces = [.rear, .plain, .rearWindow, .plain, .windscreen, .plain, .front]
      windows = [(0.3, 1.35)]
    case .truck:
      outline = points([
        (-3.8, 0), (-3.8, 2.2), (-3.79, 2.2), (-3.75, 3.0), (3.3, 3.05), (3.6, 1.6), (3.75, 1.3), (3.8, 0),
      ])
      faces = [.rear, .plain, .plain, .plain, .windscreen, .plain, .front]
      windows = [(2.4, 3.25)]
    }
    length = (outline.last?.ahead ?? 2) * 2
    height = outline.map(\.up).max() ?? 1.5
    width = (kind == .truck ? 2.4 : kind == .van ? 1.95 : 1.78) * scale
    let painter = CarPainter(
      outline: outline, windows: windows.map { ($0.from * scale, $0.to * scale) }, length: length, height: height,
      beltline: (outline[5].up + 0.03), isTruck: kind == .truck)
    side = painter.side()
    front = painter.front()
    rear = painter.rear()
    glass = painter.glass()
  }
}
