/// How a box moves: its centre and its sides, each with almost constant velocity.
///
/// The noise is that of SORT and its successors, a share of the box's size: with noise that is independent in the four
/// coordinates, their Kalman filter of eight states is four filters of two. Source: Bewley et al., Simple online and realtime
/// tracking (2016); for sides as states, Aharon, Orfaig and Bobrovsky, BoT-SORT (2022).
package struct BoxMotion: Equatable, Sendable {
  /// The standard deviation of a measured edge, as a share of the box's size.
  private static let measuredShare = 0.05
  /// The standard deviation of a new box's velocity, in sizes a second.
  private static let firstVelocity = 1.5
  /// By how much the standard deviation of the velocity grows in the first second, in sizes a second.
  private static let acceleration = 1.5

  private var centreX: ConstantVelocityFilter
  private var centreY: ConstantVelocityFilter
  private var width: ConstantVelocityFilter
  private var height: ConstantVelocityFilter
  /// The mean of the sides when the box was last seen, in pixels.
  private var size: Double

  /// Begins with a box whose sides are larger than 0, at rest.
  package init(_ detection: Detection) {
    size = Self.size(of: detection)
    let variance = Self.square(Self.measuredShare * size)
    let velocityVariance = Self.square(Self.firstVelocity * size)
    func filter(_ position: Double) -> ConstantVelocityFilter {
      ConstantVelocityFilter(position: position, positionVariance: variance, velocityVariance: velocityVariance)
    }
    centreX = filter(Self.centreX(of: detection))
    centreY = filter(Self.centreY(of: detection))
    width = filter(Double(detection.width))
    height = filter(Double(detection.height))
  }

  /// Where the box will be after a time of at least 0 seconds.
  package func predicted(seconds: Double) -> BoxMotion {
    var motion = self
    let density = Self.square(Self.acceleration * size)
    motion.centreX.predict(seconds: seconds, accelerationDensity: density)
    motion.centreY.predict(seconds: seconds, accelerationDensity: density)
    motion.width.predict(seconds: seconds, accelerationDensity: density)
    motion.height.predict(seconds: seconds, accelerationDensity: density)
    return motion
  }

  /// Takes in where the box was seen; its sides must be larger than 0.
  package mutating func update(_ detection: Detection) {
    size = Self.size(of: detection)
    let variance = Self.square(Self.measuredShare * size)
    centreX.update(measured: Self.centreX(of: detection), variance: variance)
    centreY.update(measured: Self.centreY(of: detection), variance: variance)
    width.update(measured: Double(detection.width), variance: variance)
    height.update(measured: Double(detection.height), variance: variance)
  }

  /// The box with its edges moved outward by a share of its size.
  package func enlarged(by share: Double) -> BoxCandidate {
    // A side that was shrinking must not vanish in a gap.
    Self.box(
      centreX: centreX.position, centreY: centreY.position, width: max(width.position, size / 4),
      height: max(height.position, size / 4), margin: share * size)
  }

  /// A detection's box with its edges moved outward by a share of its size.
  package static func enlarged(_ detection: Detection, by share: Double) -> BoxCandidate {
    box(
      centreX: centreX(of: detection), centreY: centreY(of: detection), width: Double(detection.width),
      height: Double(detection.height), margin: share * size(of: detection))
  }

  private static func box(
    centreX: Double, centreY: Double, width: Double, height: Double, margin: Double
  ) -> BoxCandidate {
    let (halfWidth, halfHeight) = (width / 2 + margin, height / 2 + margin)
    return BoxCandidate(
      left: Float(centreX - halfWidth), top: Float(centreY - halfHeight), right: Float(centreX + halfWidth),
      bottom: Float(centreY + halfHeight), score: 0, classID: 0)
  }

  private static func size(of detection: Detection) -> Double {
    (Double(detection.width) + Double(detection.height)) / 2
  }

  private static func centreX(of detection: Detection) -> Double { Double(detection.x) + Double(detection.width) / 2 }

  private static func centreY(of detection: Detection) -> Double { Double(detection.y) + Double(detection.height) / 2 }

  private static func square(_ value: Double) -> Double { value * value }
}
