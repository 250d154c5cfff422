import Detections
import TestSupport
import Testing

@Suite struct ConstantVelocityFilterTests {
  private static func isNear(_ one: Double, _ other: Double, within share: Double = 1e-9) -> Bool {
    abs(one - other) <= share * max(1, abs(one), abs(other))
  }

  private static func areNear(_ one: ConstantVelocityFilter, _ other: ConstantVelocityFilter) -> Bool {
    isNear(one.position, other.position) && isNear(one.velocity, other.velocity)
      && isNear(one.positionVariance, other.positionVariance) && isNear(one.covariance, other.covariance)
      && isNear(one.velocityVariance, other.velocityVariance)
  }

  @Test func withoutAccelerationItIsTheLineOfLeastSquares() {
    var random = SplitMix64(state: 21)
    for _ in 0..<50 {
      let times = (0..<12).map { _ in Double.random(in: 0...4, using: &random) }.sorted()
      let positions = times.map { 7 - 3 * $0 + Double.random(in: -1...1, using: &random) }
      // Nothing is known of the velocity beforehand, but that 1e6 would be unusual.
      var filter = ConstantVelocityFilter(position: positions[0], positionVariance: 0.25, velocityVariance: 1e12)
      for index in 1..<times.count {
        filter.predict(seconds: times[index] - times[index - 1], accelerationDensity: 0)
        filter.update(measured: positions[index], variance: 0.25)
      }
      let meanTime = times.reduce(0, +) / 12
      let meanPosition = positions.reduce(0, +) / 12
      let spread = times.reduce(0) { $0 + ($1 - meanTime) * ($1 - meanTime) }
      let slope = zip(times, positions).reduce(0) { $0 + ($1.0 - meanTime) * ($1.1 - meanPosition) } / spread
      #expect(Self.isNear(filter.velocity, slope, within: 1e-4))
      #expect(Self.isNear(filter.position, meanPosition + slope * (times[11] - meanTime), within: 1e-4))
      #expect(Self.isNear(filter.velocityVariance, 0.25 / spread, within: 1e-4))
    }
  }

  @Test func oneLongStepIsManyShortOnes() {
    var random = SplitMix64(state: 22)
    for _ in 0..<50 {
      var whole = ConstantVelocityFilter(position: 5, positionVariance: 2, velocityVariance: 9)
      whole.predict(seconds: 0.3, accelerationDensity: 4)
      whole.update(measured: 8, variance: 1)
      var parts = whole
      let steps = (0..<7).map { _ in Double.random(in: 0...0.5, using: &random) }
      whole.predict(seconds: steps.reduce(0, +), accelerationDensity: 4)
      for step in steps { parts.predict(seconds: step, accelerationDensity: 4) }
      #expect(Self.areNear(whole, parts))
    }
  }

  @Test func itsUncertaintyStaysPositiveAndHoldsWhatItSays() {
    var random = SplitMix64(state: 23)
    var surprises: [Double] = []
    for _ in 0..<400 {
      var position = 0.0
      var velocity = Self.normal(&random) * 3
      var filter = ConstantVelocityFilter(
        position: Self.normal(&random) * 0.5, positionVariance: 0.25, velocityVariance: 9)
      for _ in 0..<30 {
        let step = Double.random(in: 0.01...0.4, using: &random)
        // White acceleration of density 2, in the two parts that position and velocity share.
        let (one, other) = (Self.normal(&random), Self.normal(&random))
        let change = (2 * step).squareRoot() * one
        position += velocity * step + step * (change / 2 + (2 * step / 12).squareRoot() * other)
        velocity += change
        filter.predict(seconds: step, accelerationDensity: 2)
        filter.update(measured: position + Self.normal(&random) * 0.5, variance: 0.25)
        #expect(filter.positionVariance > 0 && filter.velocityVariance > 0)
        #expect(filter.positionVariance * filter.velocityVariance > filter.covariance * filter.covariance)
      }
      surprises.append((filter.position - position) / filter.positionVariance.squareRoot())
    }
    let meanSquare = surprises.reduce(0) { $0 + $1 * $1 } / Double(surprises.count)
    // 1, give or take five standard deviations of a mean of 400.
    #expect((0.65...1.35).contains(meanSquare))
  }

  /// Twelve uniform numbers; normal enough, and the same everywhere.
  private static func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
  }
}
