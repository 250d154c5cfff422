/// Where something stands: the ground below its middle and the way it looks.
struct Pose: Equatable {
  var position: Vector3
  var heading: Heading

  /// The world's place of a place in the object's own frame: to the right, up, ahead.
  func place(_ right: Double, _ up: Double, _ ahead: Double) -> Vector3 {
    position + heading.right * right + heading.forward * ahead + Vector3(0, up, 0)
  }
}
