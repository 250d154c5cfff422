/// Puts cars and pedestrians on the road.
struct Traffic {
  let road: Road
  let ego: EgoMotion
  let library: SceneLibrary
  let seconds: Double
  var random: SeededRandom

  private var users: [SceneObject] = []

  init(road: Road, ego: EgoMotion, library: SceneLibrary, seconds: Double, random: SeededRandom) {
    self.road = road
    self.ego = ego
    self.library = library
    self.seconds = seconds
    self.random = random
  }

  /// Everybody up to a place of the road; densities are relative to the usual.
  mutating func populate(to end: Double, carDensity: Double, pedestrianDensity: Double) -> [SceneObject] {
    users = []
    if carDensity > 0 {
      addParkedCars(to: end, density: carDensity)
      addOncomingCars(density: carDensity)
      addCarsAlong(density: carDensity)
      addCrossingCars(density: carDensity)
    }
    if pedestrianDensity > 0 {
      addWalkers(to: end, density: pedestrianDensity)
      addCrossingPedestrians(density: pedestrianDensity)
    }
    return users
  }

  private mutating func add(_ form: SceneObject.Form, _ course: Course, presence: ClosedRange<Double>) {
    // Track numbers are 16 bits wide in the picture of identities; an hour has far fewer users.
    guard users.count < 65_000, presence.lowerBound < seconds else { return }
    users.append(
      SceneObject(
        form: form, course: course, identity: UInt16(users.count + 1), presence: presence, reach: nil))
  }

  private mutating func makeCar() -> SceneObject.Form {
    // Trucks and vans are rarer than the others.
    var index = random.index(below: library.cars.count * 2)
    if index >= library.cars.count { index = random.index(below: 4) }
    // Paints are spread evenly over shades as the eye sees them.
    let paint = 0.04 * ElementaryFunctions.exponential(random.fraction() * 3.0)
    return .car(Car(shape: library.cars[index], paint: paint))
  }

  /// When the camera's car is so close before a place, or has passed it.
  private func presence(from: Double, to: Double) -> ClosedRange<Double> {
    let first = ego.profile.time(ofDistance: from - World.sight, limit: seconds + 60)
    let last = ego.profile.time(ofDistance: to + World.behind, limit: seconds + 60)
    return (first - 0.1)...(last + 0.1)
  }

  private mutating func addParkedCars(to end: Double, density: Double) {
    for side in [-1.0, 1.0] {
      let share = min(random.number(in: 0.05...0.5) * density, 0.95)
      var z = random.number(in: -10...15)
      while z < end {
        let car = makeCar()
        let parks = random.fraction() < share
        let n = side * (road.halfWidth + random.number(in: 0.2...0.5))
        if parks, !road.isCrossing(z, margin: 7) {
          let heading = road.heading(z)
          let pose = Pose(position: road.place(n: n, z: z), heading: side < 0 ? heading.reversed : heading)
          add(car, .still(pose), presence: presence(from: z, to: z + 4))
        }
        z += random.number(in: 6...9)
      }
    }
  }

  private mutating func addOncomingCars(density: Double) {
    let pause = random.number(in: 2...7) / density
    for lane in 0..<road.lanes {
      let n = -(Double(lane) + 0.5) * Road.laneWidth
      let speed = random.number(in: 6...12)
      var meeting = random.number(in: -1...3)
      while meeting < seconds + 12 {
        // It meets the camera's car then, and all of one lane drive equally fast.
        let z = ego.profile.distance(at: max(meeting, 0)) + speed * meeting
        let car = makeCar()
        let first = max(meeting - World.sight / speed, 0)
        add(car, .along(n: n, z: z, speed: -speed), presence: first...max(meeting + 3, first))
        meeting += random.number(in: 0.5...1.5) * pause + 8 / speed
      }
    }
  }

  /// Cars in the camera's own direction: one before it, and where there is a second lane some that pass or are passed.
  private mutating func addCarsAlong(density: Double) {
    if random.fraction() < min(0.65 * density, 0.95) {
      let car = makeCar()
      let n = ego.targetLane(at: 0)
      let gap = random.number(in: 9...22)
      let rate = random.number(in: 0...1.5)
      add(
        car,
        .following(
          gap: gap, rate: rate, start: 0, swing: random.number(in: 0...1.2), fromN: n, toN: n, mergeGap: 1000),
        presence: 0...min(seconds + 1, (World.sight - gap) / max(rate, 0.01)))
    }
    guard road.lanes > 1 else { return }
    var time = random.number(in: -6...4)
    while time < seconds {
      let car = makeCar()
      let passes = random.fraction() < 0.6
      let own = ego.targetLane(at: max(time, 0))
      let other = Road.laneWidth * 2 - own
      let rate = random.number(in: 1.5...4)
      let merges = passes && random.fraction() < 0.5
      if passes {
        add(
          car,
          .following(
            gap: -9, rate: rate, start: time, swing: 0, fromN: other, toN: merges ? own : other, mergeGap: 9),
          presence: max(time, 0)...(max(time, 0) + (World.sight + 9) / rate))
      } else {
        let gap = random.number(in: 20...60)
        add(
          car,
          .following(gap: gap, rate: -rate, start: time, swing: 0, fromN: other, toN: other, mergeGap: 1000),
          presence: max(time, 0)...max(time + (gap + 9) / rate, max(time, 0)))
      }
      time += random.number(in: 4...11) / density
    }
  }

  /// Cars on the crossing streets, while the camera's car waits or is far enough away.
  private mutating func addCrossingCars(density: Double) {
    for crossing in road.crossings {
      let stop = ego.profile.stops.first { $0.crossing == crossing }
      let arrival = stop?.time.lowerBound ?? ego.profile.time(ofDistance: crossing - 18, limit: seconds + 60)
      guard arrival < seconds + 10 else { break }
      let clear = stop?.time.upperBound ?? arrival
      for isRightward in [false, true] {
        var time = arrival - random.number(in: 0...6)
        while time < clear - 1 {
          let car = makeCar()
          let speed = random.number(in: 5...10)
          let from = isRightward ? -45.0 : 45.0
          // It drives on the right of its street.
          let z = crossing + (isRightward ? -1.9 : 1.9)
          let start = time - 45 / speed
          if random.fraction() < min(0.7 * density, 0.95) {
            add(
              car, .crossing(z: z, fromN: from, toN: -from, start: start, speed: speed),
              presence: max(start, 0)...max(start + 90 / speed, 0))
          }
          time += random.number(in: 1.5...5)
        }
      }
    }
  }

  private mutating func addWalkers(to end: Double, density: Double) {
    for side in [-1.0, 1.0] {
      var z = random.number(in: -5...10)
      let pause = random.number(in: 3...16) / density
      while z < end {
        let person = Pedestrian(random: &random)
        let n = side * (road.halfWidth + random.number(in: 0.9...max(road.sidewalkWidth - 0.3, 1)))
        let speed = random.number(in: 0.9...1.7) * (random.fraction() < 0.5 ? -1 : 1)
        let stands = random.fraction() < 0.2
        // The camera's car passes the person about there.
        let passing = ego.profile.time(ofDistance: z, limit: seconds + 60)
        let presence = presence(from: z - 10, to: z + 10)
        if stands {
          let turn = Heading(angle: random.number(in: 0...(2 * Double.pi)))
          add(
            .pedestrian(person, isWalking: false), .still(Pose(position: road.place(n: n, z: z), heading: turn)),
            presence: presence)
        } else {
          add(
            .pedestrian(person, isWalking: true), .along(n: n, z: z - speed * passing, speed: speed), presence: presence
          )
        }
        z += random.number(in: 0.3...1.7) * pause
      }
    }
  }

  private mutating func addCrossingPedestrians(density: Double) {
    let reach = road.halfWidth + 1.2
    for stop in ego.profile.stops {
      let count = Int(random.number(in: 0...4) * density + 0.5)
      for _ in 0..<count {
        let start = random.number(in: (stop.time.lowerBound - 3)...stop.time.upperBound)
        // On the stripes before the crossing.
        let z = stop.crossing - Road.crossingHalfWidth - 2.2 + random.number(in: -1.1...1.1)
        addCrossing(z: z, reach: reach, start: start)
      }
    }
    // And some where there are no stripes, well before the camera's car.
    var time = random.number(in: 0...5)
    while time < seconds {
      let ahead = random.number(in: 16...38)
      let z = ego.profile.distance(at: time) + ahead
      if random.fraction() < min(0.5 * density, 0.95) { addCrossing(z: z, reach: reach, start: time - 3) }
      time += random.number(in: 4...10)
    }
  }

  private mutating func addCrossing(z: Double, reach: Double, start: Double) {
    let person = Pedestrian(random: &random)
    let speed = random.number(in: 1.1...2)
    let isRightward = random.fraction() < 0.5
    let from = isRightward ? -reach : reach
    add(
      .pedestrian(person, isWalking: true),
      .crossing(z: z, fromN: from, toN: -from, start: start, speed: speed),
      presence: max(start, 0)...max(start + 2 * reach / speed, 0))
  }
}
