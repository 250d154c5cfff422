import Events

/// Everybody who crosses the picture during a scene, fixed in advance, so that the boxes of any moment are known.
struct Traffic {
  /// The farthest first.
  let roadUsers: [RoadUser]

  init(_ description: SceneDescription, random: inout SeededRandom) {
    var roadUsers: [RoadUser] = []
    let places =
      Array(repeating: RoadUser.Kind.car, count: description.cars)
      + Array(repeating: RoadUser.Kind.pedestrian, count: description.pedestrians)
    for kind in places {
      // The first one is already under way when the scene begins.
      let share = random.fraction()
      var roadUser = RoadUser(kind: kind, geometry: description.geometry, random: &random) { lifetime in
        -Int64(Double(lifetime) * share)
      }
      roadUsers.append(roadUser)
      while roadUser.exit < description.durationMicroseconds {
        let next = roadUser.exit + Int64(random.number(in: 100_000...1_500_000))
        roadUser = RoadUser(kind: kind, geometry: description.geometry, random: &random) { _ in next }
        roadUsers.append(roadUser)
      }
    }
    self.roadUsers = roadUsers.sorted { ($0.depth, $0.entry) < ($1.depth, $1.entry) }
  }
}
