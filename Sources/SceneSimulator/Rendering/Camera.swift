import CSceneKernels
import Events

/// Where the camera is at a moment and what it makes of places in space.
///
/// It does not roll, and pitch is a shift of the picture; both are far below a pixel for the small angles of a driving car.
struct Camera: Equatable {
  /// Focal length in pixels.
  var focal: Double
  /// The column and row of the optical axis's foot and of the horizon.
  var centreX: Double
  var horizon: Double
  /// In the world, y above the ground.
  var position: Vector3
  /// Of the angle to the right of the world's z.
  var headingCosine: Double
  var headingSine: Double

  /// Nearer than this nothing is drawn, in metres.
  static let nearest = 0.25

  /// A place of the world in the camera's frame.
  func place(_ world: Vector3) -> Vector3 {
    let offset = world - position
    return Vector3(
      offset.x * headingCosine - offset.z * headingSine, -offset.y,
      offset.x * headingSine + offset.z * headingCosine)
  }

  /// A direction of the world in the camera's frame.
  func direction(_ world: Vector3) -> Vector3 {
    Vector3(
      world.x * headingCosine - world.z * headingSine, -world.y, world.x * headingSine + world.z * headingCosine)
  }

  /// Where the picture of a place in the camera's frame is, in pixels from the upper left corner.
  func pixel(_ place: Vector3) -> (x: Double, y: Double) {
    let scale = focal / place.z
    return (centreX + scale * place.x, horizon + scale * place.y)
  }
}
