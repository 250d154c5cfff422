/// How far something has come by when: stretches of constant acceleration.
struct SpeedProfile {
  /// A stretch of constant acceleration.
  struct Leg {
    var start: Double
    var distance: Double
    var speed: Double
    var acceleration: Double
    var duration: Double
  }

  /// The legs in order of time; the last one goes on for ever.
  private(set) var legs: [Leg]
  /// When it stands before a crossing, with the crossing's z.
  private(set) var stops: [(time: ClosedRange<Double>, crossing: Double)] = []

  private var time = 0.0
  private var distance = 0.0
  private var speed: Double

  /// A drive over a road that takes at least so many seconds.
  init(road: Road, duration: Double, random: inout SeededRandom) {
    legs = []
    speed = random.fraction() < 0.7 ? random.number(in: 5...12) : 0
    if speed == 0 { add(acceleration: 0, duration: random.number(in: 0.3...2)) }
    var cruise = max(speed, random.number(in: 5...13))
    for crossing in road.crossings where crossing - Road.stopDistance > 2 {
      guard time < duration else { break }
      let stopsThere = random.fraction() < 0.4
      let end = crossing - (stopsThere ? Road.stopDistance : 0)
      drive(to: end, cruise: cruise, stopsThere: stopsThere, random: &random)
      if stopsThere {
        let dwell = random.number(in: 2...4.5)
        stops.append((time...(time + dwell), crossing))
        add(acceleration: 0, duration: dwell)
      }
      cruise = random.number(in: 5...13)
    }
    add(acceleration: speed < 1 ? 1.5 : 0, duration: speed < 1 ? 5 : 0)
    add(acceleration: 0, duration: 1e9)
  }

  private mutating func drive(to end: Double, cruise: Double, stopsThere: Bool, random: inout SeededRandom) {
    let acceleration = random.number(in: 1.2...2.2)
    let braking = random.number(in: 1.8...3)
    let room = max(end - distance, 0)
    // The speed at which braking must begin, where there is no room to reach the wanted one.
    let peakSquare =
      stopsThere
      ? (2 * room * acceleration * braking + braking * speed * speed) / (acceleration + braking)
      : speed * speed + 2 * acceleration * room
    let peak = min(cruise, peakSquare.squareRoot())
    if peak > speed {
      add(acceleration: acceleration, duration: (peak - speed) / acceleration)
    } else if peak < speed, !stopsThere {
      let slower = max(peak, (max(speed * speed - 2 * braking * room, 0)).squareRoot())
      add(acceleration: -braking, duration: (speed - slower) / braking)
    }
    let brakingDistance = stopsThere ? speed * speed / (2 * braking) : 0
    let cruising = end - distance - brakingDistance
    if cruising > 0, speed > 0.1 { add(acceleration: 0, duration: cruising / speed) }
    if stopsThere, speed > 0 {
      // Where there is less room than that, it brakes as hard as it must.
      let needed = speed * speed / (2 * max(end - distance, 0.5))
      add(acceleration: -needed, duration: speed / needed)
      speed = 0
    }
  }

  private mutating func add(acceleration: Double, duration: Double) {
    guard duration > 0 else { return }
    legs.append(
      Leg(start: time, distance: distance, speed: speed, acceleration: acceleration, duration: duration))
    distance += speed * duration + acceleration * duration * duration / 2
    speed = max(speed + acceleration * duration, 0)
    time += duration
  }

  private func leg(at time: Double) -> Leg {
    var low = 0
    var high = legs.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if legs[middle].start <= time { low = middle } else { high = middle - 1 }
    }
    return legs[low]
  }

  /// Metres since the beginning.
  func distance(at time: Double) -> Double {
    let leg = leg(at: time)
    let into = time - leg.start
    return leg.distance + leg.speed * into + leg.acceleration * into * into / 2
  }

  /// Metres per second.
  func speed(at time: Double) -> Double {
    let leg = leg(at: time)
    return max(leg.speed + leg.acceleration * (time - leg.start), 0)
  }

  /// When it has come so far, within a millisecond; a time before `limit`.
  func time(ofDistance distance: Double, limit: Double) -> Double {
    var low = 0.0
    var high = limit
    while high - low > 1e-3 {
      let middle = (low + high) / 2
      if self.distance(at: middle) < distance { low = middle } else { high = middle }
    }
    return low
  }
}
