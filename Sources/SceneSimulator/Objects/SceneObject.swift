import CSceneKernels

/// Something in a scene: what it is, where it is, and when.
struct SceneObject {
  enum Form {
    case building(Building)
    case furniture(StreetFurniture)
    case car(Car)
    case pedestrian(Pedestrian, isWalking: Bool)
  }

  let form: Form
  /// For cars and pedestrians how they move.
  let course: Course?
  /// The track's number for cars and pedestrians, 0 for all else.
  let identity: UInt16
  /// Seconds during which it is there at all.
  let presence: ClosedRange<Double>
  /// Metres along the road that it lies within, for what never moves.
  let reach: ClosedRange<Double>?

  /// The classes of Gen1.
  var classID: UInt32? {
    switch form {
    case .car: 0
    case .pedestrian: 1
    case .building, .furniture: nil
    }
  }

  /// Whether it shines and flickers.
  var isLamp: Bool {
    if case .furniture(.lamp) = form { true } else { false }
  }

  /// How far parts of it move beside its place, in metres per second: limbs, and the ends of what turns.
  var innerSpeed: Double {
    switch form {
    case .building, .furniture: 0
    case .car: 0.6
    case .pedestrian(_, let isWalking): isWalking ? 3.2 : 0.1
    }
  }

  /// A place in the world that decides how near it is: what lies beyond is drawn before.
  func anchor(at time: Double, world: World) -> Vector3 {
    switch form {
    // A house hides what lies beyond its far end and nothing that stands before its wall.
    case .building(let building): return building.far
    case .furniture(let furniture): return furniture.foot
    case .car, .pedestrian:
      return course?.pose(at: time, road: world.road, ego: world.ego).pose.position ?? Vector3(0, 0, 0)
    }
  }

  func draw(at time: Double, world: World, on drawing: inout Drawing) {
    drawing.identity = identity
    switch form {
    case .building(let building): building.draw(on: &drawing)
    case .furniture(let furniture): furniture.draw(library: world.library, on: &drawing)
    case .car(let car):
      guard let course else { return }
      car.draw(
        at: course.pose(at: time, road: world.road, ego: world.ego).pose, library: world.library, on: &drawing)
    case .pedestrian(let person, let isWalking):
      guard let course else { return }
      let (pose, distance) = course.pose(at: time, road: world.road, ego: world.ego)
      person.draw(
        at: pose, distance: distance, isWalking: isWalking, library: world.library, on: &drawing)
    }
  }
}
