/// A direction on the ground by the cosine and sine of its angle to the right of the world's z.
struct Heading: Equatable {
  var cosine: Double
  var sine: Double

  init(cosine: Double, sine: Double) {
    self.cosine = cosine
    self.sine = sine
  }

  /// The direction that goes so far to the right per metre of z.
  init(tangent: Double) {
    cosine = 1 / (1 + tangent * tangent).squareRoot()
    sine = tangent * cosine
  }

  /// The direction at an angle.
  init(angle: Double) {
    cosine = ElementaryFunctions.cosine(angle)
    sine = ElementaryFunctions.sine(angle)
  }

  /// The opposite direction.
  var reversed: Heading { Heading(cosine: -cosine, sine: -sine) }

  /// This direction turned to the right by another's angle.
  func turned(by other: Heading) -> Heading {
    Heading(cosine: cosine * other.cosine - sine * other.sine, sine: sine * other.cosine + cosine * other.sine)
  }

  /// Ahead, as a direction of the world.
  var forward: Vector3 { Vector3(sine, 0, cosine) }
  /// To the right, as a direction of the world.
  var right: Vector3 { Vector3(cosine, 0, -sine) }
}
