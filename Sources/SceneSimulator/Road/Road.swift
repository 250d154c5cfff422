/// The street: how it bends, how wide it is, and where others cross it.
///
/// A place is given by z, along the world's axis, and n, to the right of the middle of the road.
struct Road {
  /// A bend of the road's middle: amplitude in metres, radians per metre, phase.
  private let waves: [(amplitude: Double, frequency: Double, phase: Double)]

  /// Lanes of 3.5 m in each direction, 1 or 2.
  let lanes: Int
  let sidewalkWidth: Double
  /// Where other streets cross, in order.
  let crossings: [Double]

  static let laneWidth = 3.5
  /// Half the width of crossing streets.
  static let crossingHalfWidth = 4.0
  /// Before a crossing's middle the stop line lies so far away.
  static let stopDistance = crossingHalfWidth + 6

  init(length: Double, random: inout SeededRandom) {
    var waves: [(amplitude: Double, frequency: Double, phase: Double)] = []
    for (lengths, slopes) in [(140.0...260.0, 0.03...0.28), (60.0...110.0, 0.0...0.1)] {
      let frequency = 2 * Double.pi / random.number(in: lengths)
      waves.append((random.number(in: slopes) / frequency, frequency, random.number(in: 0...(2 * Double.pi))))
    }
    self.waves = waves
    lanes = random.fraction() < 0.4 ? 2 : 1
    sidewalkWidth = random.number(in: 2...3.5)
    var crossings: [Double] = []
    var z = random.number(in: 25...70)
    while z < length {
      crossings.append(z)
      z += random.number(in: 55...120)
    }
    self.crossings = crossings
  }

  /// From the middle to the curb.
  var halfWidth: Double { Double(lanes) * Self.laneWidth + 0.6 }

  /// Where the road's middle is at z.
  func bend(_ z: Double) -> Double {
    waves.reduce(0) { $0 + $1.amplitude * ElementaryFunctions.sine($1.frequency * z + $1.phase) }
  }

  /// How far the road's middle moves to the right per metre of z.
  func slope(_ z: Double) -> Double {
    waves.reduce(0) { $0 + $1.amplitude * $1.frequency * ElementaryFunctions.cosine($1.frequency * z + $1.phase) }
  }

  /// The place at n, z and a height above the ground.
  func place(n: Double, z: Double, y: Double = 0) -> Vector3 { Vector3(n + bend(z), y, z) }

  /// The way along the road at z: the cosine and sine of its angle to the right of the world's z.
  func heading(_ z: Double) -> Heading { Heading(tangent: slope(z)) }

  /// Whether a place along the road lies in or close to a crossing street.
  func isCrossing(_ z: Double, margin: Double) -> Bool {
    crossings.contains { abs($0 - z) < Self.crossingHalfWidth + margin }
  }
}
