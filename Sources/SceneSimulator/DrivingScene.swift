public import Events

/// A driving scene as an event camera behind a windscreen sees it.
///
/// Events come in order of time, batch by batch, with bounded memory. The same description gives the same events and boxes on
/// every machine, whatever the size of the batches: all numbers are made of additions, multiplications, divisions and square
/// roots, and none by the C library's functions.
public final class DrivingScene {
  /// What decides the scene.
  public let description: SceneDescription

  let world: World
  let renderer: SceneRenderer
  private let sensor: EventSensor
  private var plan: StretchPlan
  /// Events of the current stretch, of which `delivered` have been given away.
  private var events: [Event] = []
  private var delivered = 0
  /// Where the next stretch begins, in microseconds.
  private var time: Int64 = 0

  /// Creates a scene at its beginning.
  ///
  /// - Throws: `SceneError.outOfRange` naming the property of the description.
  public init(_ description: SceneDescription) throws(SceneError) {
    try description.validate()
    self.description = description
    world = World(description)
    renderer = SceneRenderer(world: world)
    var random = SeededRandom(seed: description.seed ^ 0x5EED_0F_9135)
    sensor = EventSensor(grid: renderer.grid, model: description.pixels, random: &random)
    plan = StretchPlan(grid: renderer.grid)
    settle()
  }

  /// The scene's light.
  public var daylight: SceneDescription.Daylight { world.daylight }

  /// Adds events to the batch until it is full or the scene has ended; false where it has ended and nothing was added.
  public func generate(into batch: inout EventBatch) -> Bool {
    let before = batch.count
    while !batch.isFull {
      if delivered == events.count {
        guard time < description.durationMicroseconds else { break }
        simulateStretch()
        continue
      }
      let count = min(batch.freeCapacity, events.count - delivered)
      for event in events[delivered..<(delivered + count)] { batch.append(event) }
      delivered += count
    }
    return batch.count > before
  }

  private func settle() {
    plan.plan(renderer: renderer, from: 0, to: 1e-6)
    var drawing = renderer.makeDrawing(at: 0)
    renderer.look(through: drawing.camera, at: 0)
    let ranges = plan.objects.map { draw($0, at: 0, on: &drawing) }
    for tile in 0..<renderer.grid.count {
      renderer.render(
        tile: tile, primitives: drawing.primitives, ranges: plan.objectsOfTile[tile].lazy.map { ranges[$0] })
      sensor.settle(tile: tile, luminance: renderer.luminance)
    }
  }

  private func draw(_ object: SceneObject, at time: Double, on drawing: inout Drawing) -> Range<Int> {
    let first = drawing.primitives.count
    object.draw(at: time, world: world, on: &drawing)
    return first..<drawing.primitives.count
  }

  private func simulateStretch() {
    let length = EventSensor.stretchMicroseconds
    let start = Double(time) / 1e6
    plan.plan(renderer: renderer, from: start, to: start + Double(length) / 1e6)
    let finest = plan.levels.max() ?? 0
    var ranges = [Range<Int>](repeating: 0..<0, count: plan.objects.count)
    for step in 1...(1 << finest) {
      // A tile is due at a step that is a multiple of its own step.
      let dueLevel = finest - step.trailingZeroBitCount
      let offset = length >> finest * step
      let moment = start + Double(offset) / 1e6
      var drawing = renderer.makeDrawing(at: moment)
      renderer.look(through: drawing.camera, at: moment)
      for (number, object) in plan.objects.enumerated() where plan.levelOfObject[number] >= dueLevel {
        ranges[number] = draw(object, at: moment, on: &drawing)
      }
      for tile in 0..<renderer.grid.count where plan.levels[tile] >= dueLevel {
        renderer.render(
          tile: tile, primitives: drawing.primitives, ranges: plan.objectsOfTile[tile].lazy.map { ranges[$0] })
        sensor.update(
          tile: tile, luminance: renderer.luminance, start: offset - length >> plan.levels[tile], end: offset)
      }
    }
    events.removeAll(keepingCapacity: true)
    delivered = 0
    sensor.endStretch(start: time, before: description.durationMicroseconds, events: &events)
    time += Int64(length)
  }
}
