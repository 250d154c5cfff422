/// How someone moves on or beside the road.
enum Course {
  /// Stands at a place.
  case still(Pose)
  /// Along the road at a constant n: from z at second 0 with a speed, negative towards the camera's car.
  case along(n: Double, z: Double, speed: Double)
  /// Before or behind the camera's car: gap in metres at `start`, growing by `rate` a second, and swinging; in a lane that changes
  /// from one n to another while the gap goes from `mergeGap` to 12 m more.
  case following(gap: Double, rate: Double, start: Double, swing: Double, fromN: Double, toN: Double, mergeGap: Double)
  /// Across the road at z, from one n to another, beginning at a second and then standing at the end.
  case crossing(z: Double, fromN: Double, toN: Double, start: Double, speed: Double)

  /// The place, and the metres moved since the beginning.
  func pose(at time: Double, road: Road, ego: EgoMotion) -> (pose: Pose, distance: Double) {
    switch self {
    case .still(let pose): return (pose, 0)
    case .along(let n, let start, let speed):
      let z = start + speed * time
      let heading = road.heading(z)
      // Along the road's bends the way is longer than z.
      return (
        Pose(position: road.place(n: n, z: z), heading: speed < 0 ? heading.reversed : heading),
        abs(speed) * time / heading.cosine
      )
    case .following(let gap, let rate, let start, let swing, let fromN, let toN, let mergeGap):
      let away = gap + rate * (time - start) + swing * ElementaryFunctions.sine(0.6 * time)
      let z = ego.profile.distance(at: time) + away
      let n = fromN + (toN - fromN) * ElementaryFunctions.smoothStep((away - mergeGap) / 12)
      return (Pose(position: road.place(n: n, z: z), heading: road.heading(z)), away)
    case .crossing(let z, let fromN, let toN, let start, let speed):
      let walked = min(max((time - start) * speed, 0), abs(toN - fromN))
      let isRightward = toN > fromN
      let heading = Heading(cosine: 0, sine: isRightward ? 1 : -1)
      return (Pose(position: road.place(n: fromN + (isRightward ? walked : -walked), z: z), heading: heading), walked)
    }
  }
}
