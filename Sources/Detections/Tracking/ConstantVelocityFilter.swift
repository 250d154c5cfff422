/// A Kalman filter of one coordinate that moves with almost constant velocity.
///
/// Acceleration is white noise in continuous time, so that one step over a gap predicts the same as many short ones over it,
/// whatever the times are at which something was measured. Source: Bar-Shalom, Li and Kirubarajan, Estimation with
/// Applications to Tracking and Navigation (2001), section 6.2.
package struct ConstantVelocityFilter: Equatable, Sendable {
  /// The estimate.
  package private(set) var position: Double
  /// Its change in a second.
  package private(set) var velocity = 0.0
  /// The variance of `position`.
  package private(set) var positionVariance: Double
  /// The covariance of `position` and `velocity`.
  package private(set) var covariance = 0.0
  /// The variance of `velocity`.
  package private(set) var velocityVariance: Double

  /// Begins with a measured position and a velocity of which only the variance around 0 is known.
  package init(position: Double, positionVariance: Double, velocityVariance: Double) {
    self.position = position
    self.positionVariance = positionVariance
    self.velocityVariance = velocityVariance
  }

  /// Goes on by a time.
  ///
  /// - Parameters:
  ///   - seconds: at least 0.
  ///   - accelerationDensity: by how much the variance of the velocity grows in a second.
  package mutating func predict(seconds: Double, accelerationDensity: Double) {
    position += velocity * seconds
    let square = seconds * seconds
    positionVariance +=
      2 * seconds * covariance + square * velocityVariance + accelerationDensity * square * seconds / 3
    covariance += seconds * velocityVariance + accelerationDensity * square / 2
    velocityVariance += accelerationDensity * seconds
  }

  /// Takes in a measured position with its variance, larger than 0.
  package mutating func update(measured: Double, variance: Double) {
    let total = positionVariance + variance
    let positionGain = positionVariance / total
    let velocityGain = covariance / total
    let surprise = measured - position
    position += positionGain * surprise
    velocity += velocityGain * surprise
    velocityVariance -= velocityGain * covariance
    covariance -= positionGain * covariance
    positionVariance -= positionGain * positionVariance
  }
}
